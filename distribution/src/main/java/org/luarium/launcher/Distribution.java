// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;

/**
 * Where this Luarium lies: the unpacked zip, or the executable jar, whose bundles are unpacked into the home once.
 *
 * @param root the directory of the zip; the home in the case of the jar
 * @param bundles {@code <start level>/<name>.jar}
 */
record Distribution(Path root, Path bundles) {
    private static final String BUNDLES = "bundle/";

    static Distribution find(Home home) throws LauncherException {
        try {
            File self = new File(Distribution.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path beside = self.toPath().resolveSibling("../bundle").normalize();
            return Files.isDirectory(beside)
                    ? new Distribution(beside.resolveSibling("").normalize(), beside)
                    : new Distribution(home.path(), unpacked(self, home));
        } catch (IOException e) {
            throw new LauncherException(
                    "cannot unpack the bundles into " + home.path() + ": " + Home.reason(e)
                            + "; --home chooses another place",
                    e);
        } catch (URISyntaxException e) {
            throw new LauncherException("cannot tell where Luarium lies: " + e.getMessage(), e);
        }
    }

    private static Path unpacked(File self, Home home) throws IOException, LauncherException {
        try (JarFile jar = new JarFile(self)) {
            List<JarEntry> entries = new ArrayList<>();
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (entry.getName().startsWith(BUNDLES) && entry.getName().endsWith(".jar")) {
                    entries.add(entry);
                }
            }
            Path target = home.directory("cache").resolve(key(entries));
            if (!Files.isDirectory(target)) {
                unpack(jar, entries, target);
            }
            return target.resolve("bundle");
        }
    }

    /** Distinguishes versions, which is all it is for: nobody else can write there. */
    private static String key(List<JarEntry> entries) {
        CRC32 sum = new CRC32();
        for (JarEntry entry : entries) {
            sum.update((entry.getName() + entry.getCrc() + "/" + entry.getSize())
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return Long.toHexString(sum.getValue());
    }

    /** Complete or not at all, however many processes do it at once. */
    private static void unpack(JarFile jar, List<JarEntry> entries, Path target) throws IOException {
        Path draft = target.resolveSibling(target.getFileName() + "." + ProcessIdentity.own());
        try {
            for (JarEntry entry : entries) {
                Path file = draft.resolve(entry.getName()).normalize();
                Files.createDirectories(file.getParent(), Home.ownerOnly(file));
                try (InputStream content = jar.getInputStream(entry)) {
                    Files.copy(content, file);
                }
            }
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(target)) {
                throw e;
            }
            // Another process was faster; its files are the same.
        } finally {
            RunDirectory.delete(draft.toFile());
        }
    }

    /** Where its settings are. */
    Path configurations() {
        return root.resolve("conf");
    }

    /**
     * The bundles that a verb needs, in the order in which they are installed.
     *
     * @param environments whether a script sees packages
     * @param networked whether a script may use the network
     * @param configured whether there are configuration files
     */
    List<BundleFile> files(Verb verb, boolean environments, boolean networked, boolean configured)
            throws LauncherException {
        List<BundleFile> files = new ArrayList<>();
        File[] levels = bundles.toFile().listFiles(File::isDirectory);
        for (File level : levels == null ? new File[0] : levels) {
            File[] jars = level.listFiles((directory, name) -> name.endsWith(".jar"));
            for (File jar : jars == null ? new File[0] : jars) {
                BundleFile file = BundleFile.of(jar.toPath());
                if (file.isNeededFor(verb, environments, networked, configured)) {
                    files.add(file);
                }
            }
        }
        if (files.isEmpty()) {
            throw new LauncherException("there are no bundles in " + bundles, null);
        }
        Collections.sort(files);
        return files;
    }
}
