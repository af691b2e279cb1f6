// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.luarium.core.internal.confine.Tier;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionStartException;
import org.luarium.extensions.sample.Unruly;
import org.osgi.framework.ServiceException;

/** How processes end that do not end as they should. */
@Timeout(90)
class EndTest {
    private static boolean lives(long pid) {
        return Files.exists(Path.of("/proc", Long.toString(pid)));
    }

    private static void signal(long pid, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    @Test
    void line28_hookThatHangsIsCutShort() throws Exception {
        try (TestHost host = new TestHost()) {
            Extension extension = host.extensions.load(host.unruly("hanging")
                    .setting("onStop", "hang")
                    .stopTime(Duration.ofSeconds(1))
                    .build());
            long pid = extension.info().pid().orElseThrow();
            long began = System.nanoTime();
            extension.stop();
            System.out.println("stopped in spite of a hook that hangs after " + since(began));
            assertThat(since(began)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
            assertThat(lives(pid)).isFalse();
        }
    }

    @Test
    void line28_processThatDoesNothingIsSignalledAndKilled() throws Exception {
        try (TestHost host = new TestHost()) {
            Extension extension = host.extensions.load(
                    host.unruly("frozen").stopTime(Duration.ofSeconds(1)).build());
            long pid = extension.info().pid().orElseThrow();
            signal(pid, "STOP");
            long began = System.nanoTime();
            extension.stop();
            System.out.println("stopped in spite of SIGSTOP after " + since(began));
            assertThat(since(began)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(10));
            assertThat(lives(pid)).as("a zombie would be seen there").isFalse();
            assertThat(host.workFolders()).isEmpty();
        }
    }

    @Test
    void line28_shutdownHookThatHangsHoldsNothingUp() throws Exception {
        try (TestHost host = new TestHost()) {
            Extension extension = host.extensions.load(host.unruly("hooked")
                    .setting("onLoaded", "hangOnExit")
                    .stopTime(Duration.ofSeconds(5))
                    .build());
            long pid = extension.info().pid().orElseThrow();
            long began = System.nanoTime();
            extension.stop();
            assertThat(since(began)).isLessThan(Duration.ofSeconds(5));
            assertThat(lives(pid)).isFalse();
        }
    }

    @Test
    void line31_pendingCallsFailWithStatusAndLastWords() throws Exception {
        try (TestHost host = new TestHost()) {
            Unruly service = host.load(host.unruly("dying"));
            List<CompletableFuture<String>> pending = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                pending.add(service.never());
            }
            long began = System.nanoTime();
            assertThatThrownBy(() -> service.act("die", "what a pity"))
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining("exit code 7")
                    .hasMessageContaining("what a pity");
            System.out.println("the end of a process was told after " + since(began));
            for (CompletableFuture<String> each : pending) {
                assertThatThrownBy(() -> each.get(5, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .cause()
                        .isInstanceOf(ServiceException.class)
                        .hasMessageContaining("exit code 7")
                        .hasMessageContaining("what a pity");
            }
            System.out.println("all 64 calls knew it after " + since(began));
            assertThat(since(began)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    void line31_killedFromOutside() throws Exception {
        try (TestHost host = new TestHost()) {
            Extension extension = host.extensions.load(host.unruly("shot").build());
            CompletableFuture<String> pending = extension.service(Unruly.class).never();
            long began = System.nanoTime();
            signal(extension.info().pid().orElseThrow(), "KILL");
            assertThatThrownBy(() -> pending.get(10, TimeUnit.SECONDS)).hasMessageContaining("killed by signal 9");
            System.out.println("SIGKILL was seen after " + since(began) + ", with the time of kill itself");
        }
    }

    @Test
    void line35_processThatNeverGreetsIsKilled() throws Exception {
        try (TestHost host =
                new TestHost(Grants.NONE, Tier.NAMESPACES, config -> TestHost.other(config, "exec sleep 600"))) {
            assertThatThrownBy(() -> host.load(host.unruly("mute").startTime(Duration.ofSeconds(1))))
                    .isInstanceOf(ExtensionStartException.class)
                    .hasMessageContaining("has written nothing to its link within PT1S");
            assertThat(host.extensions.list()).isEmpty();
            assertThat(host.workFolders()).isEmpty();
            assertThat(ProcessHandle.current()
                            .descendants()
                            .filter(each -> each.info().commandLine().orElse("").contains("sleep 600")))
                    .isEmpty();
        }
    }

    @Test
    void line35_processThatIsNeverReadyIsKilled() throws Exception {
        try (TestHost host = new TestHost()) {
            long began = System.nanoTime();
            assertThatThrownBy(() -> host.load(
                            host.unruly("late").setting("onLoaded", "hang").startTime(Duration.ofSeconds(4))))
                    .isInstanceOf(ExtensionStartException.class)
                    .hasMessageContaining("not ready within PT4S; raise startTime");
            assertThat(since(began)).isLessThan(Duration.ofSeconds(10));
            assertThat(host.workFolders()).isEmpty();
        }
    }

    @Test
    void line30_processesGoWithAHostThatIsKilled() throws Exception {
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(victim.getInputStream(), StandardCharsets.UTF_8))) {
            List<Long> pids = new ArrayList<>();
            while (pids.size() < Victim.COUNT) {
                String line = lines.readLine();
                assertThat(line).as("a victim that has not ended").isNotNull();
                if (line.startsWith("pid ")) {
                    pids.add(Long.valueOf(line.substring(4)));
                }
            }
            assertThat(pids).hasSize(Victim.COUNT).allMatch(EndTest::lives);
            signal(victim.pid(), "KILL");
            long began = System.nanoTime();
            await().atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> pids.stream().noneMatch(EndTest::lives));
            System.out.println("processes of a host that was killed were gone after " + since(began));
        } finally {
            victim.destroyForcibly().waitFor();
        }
    }

    /** A host that is killed. */
    static final class Victim {
        static final int COUNT = 3;

        private Victim() {}

        public static void main(String[] arguments) throws Exception {
            TestHost host = new TestHost();
            for (int i = 0; i < COUNT; i++) {
                Extension extension =
                        host.extensions.load(host.unruly("child" + i).build());
                System.out.println("pid " + extension.info().pid().orElseThrow());
            }
            boolean unused = System.in.read() < 0;
        }
    }
}
