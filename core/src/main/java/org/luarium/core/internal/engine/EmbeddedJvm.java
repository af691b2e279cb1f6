// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.files.SafeFiles;
import org.luarium.core.internal.files.SafeFolders;
import org.luarium.vm.EngineInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded Lua inside a small JVM, where it cannot be a native process.
 *
 * <p>Its first run, the probe, also writes an archive of the classes it needs, which later runs map instead of loading
 * them. The jar carries its class path and the permission to call native code in its manifest, because on the command line
 * that permission would cost Java 25 half of what the archive gains.
 */
final class EmbeddedJvm implements Embedded {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedJvm.class);

    private static final String MAIN = "jvm-lua.jar";
    private static final String SCRIPT = "probe.lua";
    private static final String LUAJAVA_SHA256 = "d48f667a16c2da4ed95177851dcade49a54c0ee39232488e948ffdc3eb152353";
    private static final String LUA54_SHA256 = "ce64047a364f0489e8a9519bd90d3d509f9cd029581295f3a8dfcea66c580d4b";
    static final String PACKAGE = "org/luarium/core/internal/engine/jvm/";
    static final List<String> CLASSES =
            List.of("LuaMain", "SoftInterrupt", "SoftInterrupt$Preparation", "SoftInterrupt$Foreign");

    /** The first Java in which a function of a library can be called without a library of our own. */
    private static final int FIRST_WITH_FOREIGN_FUNCTIONS = 22;

    private static final Duration BOUND = Duration.ofSeconds(20);

    private final Path java =
            Path.of(System.getProperty("java.home", "")).resolve("bin").resolve(isWindows() ? "java.exe" : "java");
    private volatile @Nullable FileSet files;

    private static boolean isWindows() {
        return File.separatorChar == '\\';
    }

    @Override
    public EngineInfo.Kind kind() {
        return EngineInfo.Kind.EMBEDDED_JVM;
    }

    @Override
    public String name() {
        return "embedded-jvm";
    }

    @Override
    public EngineInfo.Interrupt interrupt() {
        return Runtime.version().feature() >= FIRST_WITH_FOREIGN_FUNCTIONS && !isWindows()
                ? EngineInfo.Interrupt.LASTING
                : EngineInfo.Interrupt.NONE;
    }

    @Override
    public FileSet files() throws IOException {
        FileSet known = files;
        if (known == null) {
            known = describe();
            files = known;
        }
        return known;
    }

    private FileSet describe() throws IOException {
        if (!Files.isExecutable(java)) {
            throw new IOException("this Java has no program " + java);
        }
        Natives natives = Natives.of(Natives.currentPlatform())
                .orElseThrow(() -> new IOException("there is none for " + Natives.currentPlatform()));
        return new FileSet("jvm")
                .with(MAIN, mainJar())
                .with("luajava.jar", LUAJAVA_SHA256, () -> Resources.read("/engine/jvm/luajava.jar"))
                .with("lua54.jar", LUA54_SHA256, () -> Resources.read("/engine/jvm/lua54.jar"))
                .with(
                        natives.file(),
                        natives.sha256(),
                        () -> Resources.read("/engine/jvm/lua54-natives.jar", natives.file()))
                .with(SCRIPT, EngineProber.QUESTION.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns the same bytes every time, whatever the clock says. */
    private static byte[] mainJar() throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, (PACKAGE + CLASSES.get(0)).replace('/', '.'));
        attributes.put(Attributes.Name.CLASS_PATH, "luajava.jar lua54.jar");
        attributes.putValue("Enable-Native-Access", "ALL-UNNAMED");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            add(jar, JarFile.MANIFEST_NAME);
            manifest.write(jar);
            for (String name : CLASSES) {
                add(jar, PACKAGE + name + ".class");
                jar.write(Resources.read("/" + PACKAGE + name + ".class"));
            }
        }
        return bytes.toByteArray();
    }

    private static void add(JarOutputStream jar, String name) throws IOException {
        JarEntry entry = new JarEntry(name);
        entry.setTimeLocal(LocalDateTime.of(2020, 1, 1, 0, 0));
        jar.putNextEntry(entry);
    }

    @Override
    public String surroundings() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version") + " "
                + FileStamp.of(realPath(java)).orElse("");
    }

    private static Path realPath(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }

    @Override
    public List<String> command(Path root, Path folder) {
        Path archive = archive(root, folder);
        return Files.isRegularFile(archive)
                ? java(folder, "-XX:SharedArchiveFile=" + archive)
                : java(folder, "-Xshare:auto");
    }

    @Override
    public List<String> probe(Path root, Path folder) {
        // Rehearsing an interrupt puts what it needs into the archive too: 80 ms for the first one instead of 210 ms
        List<String> command = new ArrayList<>(
                java(folder, "-XX:ArchiveClassesAtExit=" + fresh(archive(root, folder)), "-Dluarium.rehearse=true"));
        command.add(folder.resolve(SCRIPT).toString());
        return command;
    }

    private List<String> java(Path folder, String... options) {
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-Xlog:disable", // otherwise the JVM writes its warnings to stdout, which belongs to the script
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-Xss1m",
                "-XX:-UsePerfData",
                "-XX:+DisableAttachMechanism",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + (isWindows() ? "NUL" : "/dev/null")));
        command.addAll(List.of(options));
        Natives natives = Natives.of(Natives.currentPlatform()).orElseThrow();
        command.add("-Dluarium.library=" + folder.resolve(natives.file()));
        command.add("-jar");
        command.add(folder.resolve(MAIN).toString());
        return command;
    }

    /** The archive belongs to one build of Java and to one set of jars. It lies outside the set, which never changes. */
    private Path archive(Path root, Path folder) {
        String digest = FileSet.sha256((surroundings() + folder).getBytes(StandardCharsets.UTF_8));
        return root.resolve("classes-" + digest.substring(0, 20) + ".jsa");
    }

    private static Path fresh(Path archive) {
        return archive.resolveSibling(
                SafeFolders.TEMPORARY + ProcessHandle.current().pid() + "-" + archive.getFileName());
    }

    @Override
    public void probed(Path root, Path folder, boolean usable) {
        Path archive = archive(root, folder);
        Path fresh = fresh(archive);
        try {
            if (usable && Files.isRegularFile(fresh)) {
                SafeFiles.setExecutable(fresh);
                Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            log.debug("the child JVM starts without an archive of its classes: {}", e.toString());
        }
    }

    @Override
    public Duration bound() {
        return BOUND;
    }

    @Override
    public Map<String, String> variables() {
        // Java 17 reads file names and arguments through the locale, and passes the locale on to the C library
        return isWindows() ? Map.of() : Map.of("LC_ALL", "C.UTF-8");
    }

    @Override
    public boolean memoryByAddressSpace() {
        return false;
    }
}
