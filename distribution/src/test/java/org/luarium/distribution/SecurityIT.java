// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.distribution.Luarium.Running;

/** What the shell, and a VM in it, offers to other users of the machine: nothing. */
final class SecurityIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Path HELLO = Path.of(System.getProperty("luarium.hello"));

    @TempDir
    private Path directory;

    private Path home;
    private Luarium luarium;

    @BeforeEach
    void prepare() {
        home = directory.resolve("home");
        luarium = new Luarium(
                List.of(Luarium.JAVA, Luarium.QUICK, "-Duser.home=" + directory, "-jar", Luarium.JAR.toString()), home);
    }

    @Test
    void listensNowhereAndKeepsItsFilesToItself() throws Exception {
        try (Running running = luarium.start()) {
            running.type("vm:create a\nvm:execute a 'print(\"it\", \"runs\")'\n");
            await().atMost(PATIENCE).until(() -> running.seen().contains("it\truns"));

            for (ProcessHandle process : (Iterable<ProcessHandle>)
                    ProcessHandle.of(running.pid()).stream().flatMap(SecurityIT::andDescendants)::iterator) {
                assertThat(listening(process.pid()))
                        .as(process.info().toString())
                        .isEmpty();
            }
            assertThat(openToOthers()).isEmpty();
            String command = Files.readString(Path.of("/proc/" + running.pid() + "/cmdline"));
            assertThat(command).doesNotContain("jmxremote", "jdwp", "agentlib");

            running.feed(InputStream.nullInputStream());
            assertThat(running.await().code()).isZero();
        }
        assertThat(openToOthers()).isEmpty();
    }

    @Test
    void goesOnWhenABrokenBundleIsDropped() throws Exception {
        try (Running running = luarium.start()) {
            Path deploy = home.resolve("deploy");
            await().atMost(PATIENCE).until(() -> Files.isDirectory(deploy));
            Path draft = Files.writeString(home.resolve("draft"), "PK\u0003\u0004 and no more");

            Files.move(draft, deploy.resolve("broken.jar"), StandardCopyOption.ATOMIC_MOVE);

            Files.copy(HELLO, home.resolve("hello.jar"));
            Files.move(home.resolve("hello.jar"), deploy.resolve("hello.jar"), StandardCopyOption.ATOMIC_MOVE);
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(() -> {
                running.type("hello:greet you\n");
                return running.seen().contains("Hello you, this is Lua 5.");
            });
            running.feed(InputStream.nullInputStream());
            assertThat(running.await().code()).isZero();
        }
    }

    private static Stream<ProcessHandle> andDescendants(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants());
    }

    /** The sockets of a process by which others could reach it: those of TCP and Unix that listen, and any of UDP. */
    private static List<String> listening(long pid) throws IOException {
        Set<String> own;
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            own = descriptors
                    .map(SecurityIT::target)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring(8, target.length() - 1))
                    .collect(Collectors.toSet());
        }
        return Stream.of("tcp", "tcp6", "udp", "udp6", "unix")
                .flatMap(kind -> lines(Path.of("/proc/" + pid + "/net/" + kind))
                        .filter(line -> isReachable(kind, List.of(line.strip().split("\\s+", -1)), own)))
                .toList();
    }

    private static boolean isReachable(String kind, List<String> fields, Set<String> own) {
        boolean waits = switch (kind) {
            case "unix" -> fields.get(3).equals("00010000"); // __SO_ACCEPTCON
            case "tcp", "tcp6" -> fields.get(3).equals("0A"); // TCP_LISTEN
            default -> true;
        };
        return waits && fields.stream().anyMatch(own::contains);
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    /** Files under the home, and its history, that others could reach: in a directory that they may enter, with a mode that lets them. */
    private List<Path> openToOthers() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> !file.equals(directory) && !file.startsWith(home.resolve("run")))
                    .filter(file -> file.equals(home) || !file.startsWith(home) || file.startsWith(home.resolve("log")))
                    .filter(SecurityIT::isOpen)
                    .toList();
        }
    }

    private static boolean isOpen(Path file) {
        try {
            return Files.getPosixFilePermissions(file).stream()
                    .anyMatch(permission -> permission != PosixFilePermission.OWNER_READ
                            && permission != PosixFilePermission.OWNER_WRITE
                            && permission != PosixFilePermission.OWNER_EXECUTE);
        } catch (IOException e) {
            return false;
        }
    }
}
