// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.core.internal.vm.AttackResult.Verdict;
import org.luarium.core.internal.vm.AttackSetup.Level;
import org.luarium.core.internal.vm.AttackSetup.Variant;
import org.luarium.isolate.ConfinementReport.Control;
import org.luarium.vm.Vm;

/**
 * The corpus of attacks on every level that this machine offers. {@code -Dluarium.attacks.write=true} puts the matrix into {@code docs/security.md}.
 *
 * <p>Off is there to prove the judge: one who sees no escapes where nothing is enforced would see none anywhere.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class AttackTest {
    /** Programs that others confine with, and shells; fakes that confine nothing come first on the path. */
    private static final List<String> TOOLS = List.of(
            "bwrap", "unshare", "setpriv", "prlimit", "nsenter", "firejail", "systemd-run", "sh", "bash", "env");

    @TempDir
    Path folder;

    @Test
    void noneSucceedsInNamespacesAndManySucceedWithout() throws Exception {
        List<Level> levels = offered();
        AttackMatrix matrix =
                new AttackMatrix(results(folder, List.of(), System.getProperty("java.class.path"), levels));

        System.out.println(matrix.text());
        if (Boolean.getBoolean("luarium.attacks.write")) {
            matrix.writeInto(Path.of("../docs/security.md"));
        }
        assertThat(matrix.count(Verdict.ESCAPED, new AttackSetup(Level.OFF, Variant.FULL)::equals))
                .isGreaterThanOrEqualTo(15);
        if (levels.contains(Level.NAMESPACES)) {
            assertThat(matrix.count(Verdict.SAFE, setup -> setup.level() == Level.NAMESPACES))
                    .isGreaterThan(CorpusAttack.all().size());
            assertThat(matrix.escapes(Level.NAMESPACES)).isEmpty();
        }
    }

    @Test
    void noneSucceedsInNamespacesOfAJvmWithoutPrivileges() throws Exception {
        assumeTrue(Files.getAttribute(folder, "unix:uid").equals(0), "root alone can become somebody else");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv");
        assumeTrue(offered().contains(Level.NAMESPACES), "namespaces");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path work = Files.createDirectories(folder.resolve("work"));
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxrwxrwx"));
        List<String> setpriv = List.of("/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups");

        AttackMatrix matrix = new AttackMatrix(results(work, setpriv, readableClassPath(), List.of(Level.NAMESPACES)));

        System.out.println("As an unprivileged user:\n" + matrix.counts());
        assertThat(matrix.count(Verdict.SAFE, setup -> true))
                .isGreaterThan(CorpusAttack.all().size());
        assertThat(matrix.escapes(Level.NAMESPACES)).isEmpty();
    }

    /** The levels that are what they are called here. */
    private static List<Level> offered() throws IOException {
        EnumSet<Level> offered = EnumSet.of(Level.LIMITS, Level.OFF);
        for (Level level : List.of(Level.NAMESPACES, Level.LANDLOCK)) {
            Path own = Files.createTempDirectory("luarium-offered");
            try (TestHost host = new TestHost("fifo", HostConfig.defaults(), own, level.tier());
                    Vm vm = host.manager().create(new AttackSetup(Level.LIMITS, Variant.PLAIN).config("asked"))) {
                String by = vm.info().confinement().controls().stream()
                        .filter(row -> row.name().equals("filesystem"))
                        .map(Control::enforcedBy)
                        .findFirst()
                        .orElseThrow();
                if (by.equals(level == Level.LANDLOCK ? "Landlock" : "mount namespace")) {
                    offered.add(level);
                }
            }
        }
        return List.copyOf(offered);
    }

    /** Runs the corpus in a JVM of its own. */
    private static List<AttackResult> results(Path work, List<String> prefix, String classPath, List<Level> levels)
            throws Exception {
        Path results = work.resolve("results");
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + work,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                classPath,
                AttackRun.class.getName(),
                work.resolve("runs").toString(),
                results.toString()));
        levels.forEach(level -> command.add(level.name()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(AttackScene.TOKEN, AttackScene.CANARY);
        Path fakes = Files.createDirectories(work.resolve("fakes"));
        Path called = fakes.resolve("called");
        for (String tool : TOOLS) {
            Path fake =
                    Files.writeString(fakes.resolve(tool), "#!/bin/sh\necho " + tool + " >> " + called + "\nexit 0\n");
            Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.setPosixFilePermissions(fakes, PosixFilePermissions.fromString("rwxrwxrwx"));
        builder.environment().merge("PATH", fakes.toString(), (path, first) -> first + File.pathSeparator + path);
        builder.directory(work.toFile());
        Process jvm = builder.start();
        try {
            String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(jvm.waitFor()).as(said).isZero();
            System.out.println(said);
            assertThat(called)
                    .as("nothing that somebody put first on PATH is used")
                    .doesNotExist();
            return Files.readAllLines(results).stream().map(AttackResult::parse).toList();
        } finally {
            jvm.destroyForcibly().waitFor();
        }
    }

    /** Copies classes to where anybody may read them. */
    private String readableClassPath() throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path source = Path.of(entry);
            Path target = folder.resolve("classes" + copies.size()).resolve(source.getFileName());
            if (Files.exists(source)) {
                copy(source, target);
                copies.add(target.toString());
            }
        }
        return String.join(File.pathSeparator, copies);
    }

    private static void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path copy = target.resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, source.equals(file) ? target : copy);
                }
            }
        }
    }
}
