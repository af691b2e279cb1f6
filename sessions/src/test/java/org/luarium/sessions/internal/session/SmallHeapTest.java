// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.session.Session;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionEvent;
import org.luarium.session.SessionListener;
import org.luarium.vm.VmConfig;

/** A JVM of 64 MiB through which a GiB goes. */
class SmallHeapTest {
    private static final long LINES = (1L << 30) / 128;

    /** Takes no memory of what it hears. */
    private static final class Counting implements SessionListener {
        private final CountDownLatch prompt = new CountDownLatch(1);
        private long bytes;
        private long last;
        private long gaps;

        @Override
        public void event(SessionEvent event) {
            gaps += last == 0 || event.sequence() == last + 1 ? 0 : 1;
            last = event.sequence();
            if (event.kind() == SessionEvent.Kind.OUTPUT) {
                bytes += event.bytes().length;
            } else if (event.kind() == SessionEvent.Kind.PROMPT) {
                prompt.countDown();
            }
        }
    }

    /** Takes a second for each event, far longer than a buffer of output lasts. */
    private static final class Slow implements SessionListener {
        private final CountDownLatch free = new CountDownLatch(1);
        private final CountDownLatch prompt = new CountDownLatch(1);
        private long lost;

        @Override
        public void event(SessionEvent event) {
            if (event.kind() == SessionEvent.Kind.PROMPT) {
                prompt.countDown();
            }
            try {
                boolean unused = free.await(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void lost(long count) {
            lost += count;
        }
    }

    /** Runs in the small JVM. */
    static final class Small {
        private Small() {}

        public static void main(String[] arguments) throws Exception {
            VmConfig vm = VmConfig.builder("big")
                    .confinement(Confinement.of(Profile.TRUSTED))
                    .build();
            try (TestSessions sessions = new TestSessions()) {
                Session session = sessions.manager.open(SessionConfig.of(vm));
                Counting counting = new Counting();
                Slow slow = new Slow();
                session.attach(counting);
                session.attach(slow);
                session.send("local line = ('x'):rep(127) for i = 1, " + LINES + " do print(line) end");
                boolean all = counting.prompt.await(1, TimeUnit.MINUTES);
                slow.free.countDown();
                all &= slow.prompt.await(10, TimeUnit.SECONDS);
                System.out.println("ended " + all + ", bytes " + counting.bytes + ", gaps " + counting.gaps
                        + ", slow one lost " + (slow.lost > 0));
            }
        }
    }

    @Test
    void aGibibyteGoesThroughASmallHeapThoughOneReaderIsSlow() throws IOException, InterruptedException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Small.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(said).contains("ended true, bytes " + (1L << 30) + ", gaps 0, slow one lost true");
            assertThat(jvm.waitFor()).isZero();
        } finally {
            jvm.destroyForcibly();
        }
    }
}
