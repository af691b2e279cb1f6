// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.distribution.Luarium.Result;

/** The unpacked zip. */
final class StartScriptIT {
    private static final String JAVA_HOME = System.getProperty("java.home");

    @TempDir
    private Path directory;

    private Path home;
    private Path script;
    private Luarium luarium;

    @BeforeEach
    void unpack() throws IOException {
        home = directory.resolve("home with blanks");
        Path root = directory.resolve("unpacked ü");
        try (ZipFile zip = new ZipFile(System.getProperty("luarium.zip"))) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                Path file = root.resolve(entry.getName());
                if (!entry.isDirectory()) {
                    Files.createDirectories(file.getParent());
                    try (InputStream content = zip.getInputStream(entry)) {
                        Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
                    }
                    Files.setLastModifiedTime(file, FileTime.fromMillis(entry.getTime()));
                }
            }
        }
        try (Stream<Path> roots = Files.list(root)) {
            script = roots.findFirst().orElseThrow().resolve("bin/luarium");
        }
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        luarium = new Luarium(List.of(script.toString()), home).with("JAVA_HOME", JAVA_HOME);
    }

    @Test
    void runsAndArchivesItsClassesOnce() throws Exception {
        Result first = luarium.run("execute", "return 2 + 2");

        assertThat(first.err()).isEmpty();
        assertThat(first.out()).isEqualTo("4\n");
        List<Path> archives = archives();
        assertThat(archives)
                .hasSize(1)
                .first()
                .satisfies(file -> assertThat(Files.size(file)).isPositive());
        FileTime made = Files.getLastModifiedTime(archives.get(0));

        Result second = luarium.with("LUARIUM_JAVA_OPTS", "-Xlog:class+load:file=" + directory.resolve("classes.log"))
                .run("execute", "return 2 + 2");

        assertThat(second.err()).isEmpty();
        assertThat(second.out()).isEqualTo("4\n");
        assertThat(archives()).isEqualTo(archives);
        assertThat(Files.getLastModifiedTime(archives.get(0))).isEqualTo(made);
        // Those of the bundles too, whose class loaders are not the JVM's.
        assertThat(Files.readAllLines(directory.resolve("classes.log")))
                .anyMatch(line -> line.matches(".*org\\.luarium\\.core\\.\\S+ source: shared objects file.*"));
    }

    @Test
    void archivesTheClassesOfTheShellToo() throws Exception {
        byte[] input = "vm:create a > /dev/null\nvm:execute a 'return 6 * 7'\n".getBytes(StandardCharsets.UTF_8);

        assertThat(luarium.runWithInput(input).out()).contains("42");
        assertThat(archives())
                .hasSize(1)
                .first()
                .satisfies(file -> assertThat(file.getFileName().toString()).startsWith("classes-shell-"))
                .satisfies(file -> assertThat(Files.size(file)).isPositive());

        Result second = luarium.with("LUARIUM_JAVA_OPTS", "-Xlog:class+load:file=" + directory.resolve("classes.log"))
                .runWithInput(input);

        assertThat(second.out()).contains("42");
        assertThat(Files.readAllLines(directory.resolve("classes.log")))
                .anyMatch(line -> line.matches(".*org\\.luarium\\.shell\\.\\S+ source: shared objects file.*"));
        assertThat(luarium.run("version").code()).isZero();
        assertThat(archives()).hasSize(1);
    }

    @Test
    void passesArgumentsSignalsAndExitCodesOn() throws Exception {
        Path file = Files.writeString(directory.resolve("a b.lua"), "print(#arg, arg[1], arg[2]) os.exit(9)");

        Result result = luarium.run("run", file.toString(), "x  y", "*");

        assertThat(result.out()).isEqualTo("2\tx  y\t*\n");
        assertThat(result.code()).isEqualTo(9);
    }

    @Test
    void worksThroughALinkInAnyLocale() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("lua-rium"), script);
        Path file = Files.writeString(directory.resolve("ü.lua"), "print('ü')");

        Result result = new Luarium(List.of(link.toString()), home)
                .with("JAVA_HOME", JAVA_HOME)
                .with("LC_ALL", "C")
                .run("run", file.toString());

        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("ü\n");
    }

    @Test
    void saysWhichJavaItNeeds() throws Exception {
        Result none = version(Path.of("/nonexistent"));

        assertThat(none.code()).isEqualTo(125);
        assertThat(none.err()).contains("no bin/java in it").hasLineCount(1);

        Path old = Files.createDirectories(directory.resolve("old/bin"));
        Files.writeString(old.resolveSibling("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");
        Files.writeString(old.resolve("java"), "#!/bin/sh\nexit 3\n");
        Files.setPosixFilePermissions(old.resolve("java"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Result tooOld = version(old.getParent());

        assertThat(tooOld.code()).isEqualTo(125);
        assertThat(tooOld.err())
                .contains("is Java 11.0.2; 17 or newer is needed")
                .hasLineCount(1);

        Files.delete(old.resolveSibling("release"));
        Files.writeString(
                old.resolve("java"), "#!/bin/sh\necho 'Picked up \"x\"\nopenjdk version \"12.0.1\" \"y\"' >&2\n");
        Result asked = version(old.getParent());

        assertThat(asked.code()).isEqualTo(125);
        assertThat(asked.err())
                .contains("is Java 12.0.1; 17 or newer is needed")
                .hasLineCount(1);
    }

    private Result version(Path javaHome) throws Exception {
        return new Luarium(List.of(script.toString()), home)
                .with("JAVA_HOME", javaHome.toString())
                .run("version");
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("cache"))) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }
}
