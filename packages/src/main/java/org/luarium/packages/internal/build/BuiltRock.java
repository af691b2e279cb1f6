// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.luarium.packages.InvalidManifestException;
import org.luarium.packages.internal.manifest.RockManifest;
import org.luarium.packages.internal.rockspec.RelativePath;

/** A rock that was built elsewhere, unpacked: whether it is whole, and whether its native modules can be loaded here. */
public final class BuiltRock {
    private static final long LARGEST = 256L << 20;
    private static final Map<String, Integer> PROCESSORS =
            Map.of("x86_64", 62, "aarch64", 183, "x86", 3, "arm", 40, "riscv64", 243, "ppc64le", 21, "s390x", 22);

    private final Path root;

    public BuiltRock(Path root) {
        this.root = root;
    }

    /**
     * What speaks against it; empty if nothing does. Its MD5 sums find damage; who means harm can make others.
     *
     * @param forAll whether it is said to be for every platform
     */
    public Optional<String> problem(String dialect, boolean forAll) {
        try {
            Optional<String> damage = damage();
            if (damage.isPresent()) {
                return damage;
            }
            if (!Files.isDirectory(root.resolve("lib"), NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            return forAll
                    ? Optional.of("it is said to be for every platform and has native code in lib")
                    : misfit(dialect);
        } catch (InvalidManifestException e) {
            return Optional.of("its list of files is damaged: " + e.getMessage());
        } catch (IOException | UncheckedIOException e) {
            return Optional.of("it cannot be read: " + e.getMessage());
        }
    }

    private Optional<String> damage() throws IOException {
        Path list = root.resolve("rock_manifest");
        if (!Files.isRegularFile(list, NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        Map<String, String> sums;
        try (InputStream in = Files.newInputStream(list)) {
            sums = RockManifest.read(in);
        }
        for (Map.Entry<String, String> sum : sums.entrySet()) {
            Optional<Path> file = RelativePath.of(sum.getKey())
                    .map(root::resolve)
                    .filter(path -> Files.isRegularFile(path, NOFOLLOW_LINKS));
            if (file.isEmpty()) {
                return Optional.of("it is damaged: it lacks its file " + sum.getKey());
            }
            if (!Md5.of(Files.readAllBytes(file.get())).equalsIgnoreCase(sum.getValue())) {
                return Optional.of(
                        "it is damaged: its file " + sum.getKey() + " has another MD5 sum than it should have");
            }
        }
        return Optional.empty();
    }

    private Optional<String> misfit(String dialect) throws IOException {
        List<Path> libraries;
        try (Stream<Path> files = Files.walk(root.resolve("lib"))) {
            libraries = files.filter(file -> file.toString().endsWith(".so"))
                    .filter(file -> Files.isRegularFile(file, NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
        for (Path library : libraries) {
            Optional<String> problem = misfit(library, dialect);
            if (problem.isPresent()) {
                return problem.map(text -> "its native module " + root.relativize(library) + " " + text);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> misfit(Path library, String dialect) throws IOException {
        if (Files.size(library) > LARGEST) {
            return Optional.of("is larger than " + (LARGEST >> 20) + " MiB");
        }
        Optional<ElfFile> read = ElfFile.read(Files.readAllBytes(library));
        if (read.isEmpty() || !read.get().isLibrary()) {
            return Optional.of("is no library of this system, or damaged");
        }
        ElfFile file = read.get();
        String processor = Machine.platform().substring(Machine.platform().indexOf('-') + 1);
        Integer expected = PROCESSORS.get(processor);
        int bits = processor.endsWith("86") || processor.equals("arm") ? 32 : 64;
        if (expected != null && (file.machine() != expected || file.bits() != bits)) {
            return Optional.of("is for another processor than " + processor);
        }
        return LuaInterface.misfit(dialect, file.undefined());
    }
}
