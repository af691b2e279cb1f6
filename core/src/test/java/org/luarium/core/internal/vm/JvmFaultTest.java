// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of a whole JVM and of the machine as it sees it, as {@code docs/faults.md} numbers them, in a JVM of its own: {@link JvmVictim}. */
class JvmFaultTest {
    private static final boolean STRESS = Boolean.getBoolean("luarium.stress");
    /** Under stress the machine has nothing else to do; else other tests run beside, and a hundred loops until they are killed. */
    private static final Duration SOON = STRESS ? Duration.ofSeconds(1) : Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private Aftermath aftermath;

    @BeforeEach
    void takeStock() throws IOException {
        Files.createDirectories(folder.resolve("none"));
        aftermath = new Aftermath(folder.resolve("none"));
    }

    @AfterEach
    void compare() throws IOException {
        aftermath.close();
    }

    private ChildJvm victim(List<String> before, List<String> options, String what) throws IOException {
        return new ChildJvm(before, options, JvmVictim.class, what, folder.resolve("host"));
    }

    private ChildJvm victim(String what) throws IOException {
        return victim(List.of(), List.of("-Xmx128m"), what);
    }

    private static void requireTool(String... command) throws Exception {
        boolean works;
        try {
            works = new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            works = false;
        }
        assumeTrue(works, () -> "this fault needs what is refused here: " + String.join(" ", command));
    }

    /** F2. */
    @Test
    void aJvmThatIsKilledWhileItStartsVmsLeavesNoProcess() throws Exception {
        int rounds = STRESS ? 50 : 10;
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < rounds; i++) {
            try (ChildJvm victim = new ChildJvm(
                    List.of(), List.of("-Xmx128m"), JvmVictim.class, "spawning", folder.resolve("host" + i))) {
                victim.await("spawning");
                // Any moment of some tens of milliseconds.
                LockSupport.parkNanos(random.nextInt(150_000_000));
                Set<Long> processes = victim.descendants();

                victim.signal("KILL");
                victim.end();

                Awaitility.await("seed " + seed + " round " + i)
                        .atMost(SOON)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> processes.stream().noneMatch(Accounting::runs)
                                && using(folder).isEmpty());
            }
        }
    }

    /** Processes that were started too late to be seen as descendants: their command names the folder. */
    private static List<Path> using(Path folder) throws IOException {
        try (var all = Files.list(Path.of("/proc"))) {
            return all.filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> {
                        try {
                            return Files.readString(
                                            process.resolve("cmdline"), java.nio.charset.StandardCharsets.ISO_8859_1)
                                    .contains(folder.toString());
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .toList();
        }
    }

    /** F9. */
    @Test
    void aStoppedJvmKillsNobodyWhenItGoesOn() throws Exception {
        try (ChildJvm victim = victim("waiting")) {
            victim.await("waiting");
            long pid = victim.pid();

            Process pause =
                    new ProcessBuilder("sh", "-c", "kill -STOP " + pid + "; sleep 10; kill -CONT " + pid).start();
            assertThat(pause.waitFor(20, TimeUnit.SECONDS)).isTrue();
            victim.say("go");

            assertThat(victim.await("in time:")).isEqualTo("10");
            assertThat(victim.await("too late:")).isEqualTo("TIMEOUT");
            assertThat(victim.await("next:")).isEqualTo("42");
            assertThat(victim.end()).isZero();
        }
    }

    /** F11. */
    @Test
    void aFullHeapRefusesNewVmsAndKeepsOldOnes() throws Exception {
        try (ChildJvm victim = victim(List.of(), List.of("-Xmx64m"), "heap")) {
            assertThat(victim.await("refused:"))
                    .startsWith("LuaProcessException")
                    .contains("% of the heap");
            assertThat(victim.await("existing:")).isEqualTo("1");
            assertThat(victim.await("next:")).isEqualTo("42");
            assertThat(victim.end()).isZero();
        }
    }

    /** F12. */
    @ParameterizedTest
    @ValueSource(strings = {"size=12m", "size=12m,nr_inodes=200"})
    void aFullDiskFailsTypedOrNotAtAll(String limit) throws Exception {
        requireTool("unshare", "-m", "true");
        Path disk = Files.createDirectories(folder.resolve("host"));
        String mount = "mount -t tmpfs -o mode=711," + limit + " tmpfs " + disk + " && exec \"$@\"";

        try (ChildJvm victim = victim(List.of("unshare", "-m", "sh", "-c", mount, "sh"), List.of("-Xmx128m"), "disk")) {
            assertThat(victim.await("full:")).isNotEmpty();
            assertThat(victim.await("start:")).matches("42|LuaProcessException.*|SandboxUnavailableException.*");
            assertThat(victim.await("existing:")).isEqualTo("1");
            assertThat(victim.await("leaked:")).isEqualTo("0");
            assertThat(victim.await("next:")).isEqualTo("42");
            assertThat(victim.end()).isZero();
        }
    }

    /** F13. */
    @Test
    void withoutDescriptorsCreationFailsCleanly() throws Exception {
        requireTool("prlimit", "--nofile=300:300", "true");
        try (ChildJvm victim = victim(List.of("prlimit", "--nofile=300:300"), List.of("-Xmx128m"), "descriptors")) {
            assertThat(Integer.parseInt(victim.await("refused:"))).isPositive();
            assertThat(victim.await("existing:")).isEqualTo("1");
            assertThat(victim.await("leaked:")).isEqualTo("0");
            assertThat(victim.await("next:")).isEqualTo("42");
            assertThat(victim.end()).isZero();
        }
    }

    private static final String FEW_PIDS = "echo 400 > /proc/sys/kernel/pid_max ; \"$@\"; exit $?";

    /** The number of a namespace since Linux 6.14; before, that of the whole machine, which cannot be set from there. */
    private static List<String> withFewPids() throws Exception {
        String[] version = System.getProperty("os.version").split("\\D", 3);
        int kernel = Integer.parseInt(version[0]) * 1000 + Integer.parseInt(version[1]);
        assumeTrue(kernel >= 6014, "this fault needs a number of pids for each namespace: Linux 6.14");
        requireTool("unshare", "-m", "-p", "-f", "--mount-proc", "sh", "-c", FEW_PIDS, "sh", "true");
        return List.of("unshare", "-m", "-p", "-f", "--kill-child", "--mount-proc", "sh", "-c", FEW_PIDS, "sh");
    }

    /** F14. */
    @Test
    void withoutPidsCreationFailsCleanly() throws Exception {
        try (ChildJvm victim = victim(withFewPids(), List.of("-Xmx128m"), "pids")) {
            assertThat(victim.await("refused:")).startsWith("LuaProcessException");
            assertThat(victim.await("existing:")).isEqualTo("1");
            assertThat(victim.await("leaked:")).isEqualTo("0");
            assertThat(victim.await("next:")).isEqualTo("42");
            assertThat(victim.end()).isZero();
        }
    }

    /** F24. */
    @Test
    void aPidThatCameAgainIsNotSignalled() throws Exception {
        try (ChildJvm victim = victim(withFewPids(), List.of("-Xmx128m"), "reuse")) {
            assertThat(victim.await("canary:")).isEqualTo("true");
            assertThat(victim.await("other vm:")).isEqualTo("5");
            assertThat(victim.await("next:")).isEqualTo("42");
            assertThat(victim.end()).isZero();
        }
    }

    /** F16: the kernel's number of namespaces, in a user namespace that ends with the JVM. */
    @Test
    void namespacesThatAreRefusedAtRunTimeAreDoneWithoutOrMissed() throws Exception {
        requireTool("unshare", "-U", "-m", "true");
        requireTool("sh", "-c", "test $(id -u) = 0");
        List<String> apart = List.of("unshare", "-U", "-m", "sh", "-c", "echo born; read go; exec \"$@\"", "sh");

        try (ChildJvm victim = victim(apart, List.of("-Xmx128m"), "namespaces")) {
            victim.await("born");
            for (String map : List.of("uid_map", "gid_map")) {
                Files.writeString(Path.of("/proc/" + victim.pid(), map), "0 0 4294967295");
            }
            victim.say("go");
            assertThat(victim.await("before:")).isEqualTo("namespaces, 42");
            // Landlock, where there is one, enforces what is required too.
            assertThat(victim.await("required:")).matches("SandboxUnavailableException.*|less, 42");
            assertThat(victim.await("preferred:")).isEqualTo("less, 42");
            assertThat(victim.await("existing:")).isEqualTo("1");
            assertThat(victim.await("again:")).matches("(namespaces|less), 42");
            assertThat(victim.await("next:")).isEqualTo("42");
            assertThat(victim.end()).isZero();
        }
    }

    /** F30. */
    @Test
    void twoJvmsShareOneHome() throws Exception {
        try (ChildJvm one = new ChildJvm(
                        List.of(), List.of("-Xmx128m"), JvmVictim.class, "sharing", folder.resolve("host"));
                ChildJvm two = new ChildJvm(
                        List.of(), List.of("-Xmx128m"), JvmVictim.class, "sharing", folder.resolve("host"))) {
            assertThat(one.await("used:")).isEqualTo("10");
            assertThat(two.await("used:")).isEqualTo("10");
            one.say("end");
            assertThat(one.await("next:")).isEqualTo("42");
            assertThat(one.end()).isZero();

            two.say("end");
            assertThat(two.await("next:")).isEqualTo("42");
            assertThat(two.end()).isZero();
        }
    }
}
