// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import static org.luarium.sessions.internal.session.TestSessions.eventually;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.session.Session;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionEvent;
import org.luarium.session.SessionListener;
import org.luarium.vm.Script;
import org.luarium.vm.VmConfig;

/** Times of sessions, to be read by people. */
@Tag("benchmark")
class SessionSpeedTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private interface Body {
        void run(int i);
    }

    private static void time(String what, Body body) {
        int count = 3000;
        long[] times = new long[count];
        for (int i = -3000; i < count; i++) {
            long began = System.nanoTime();
            body.run(i);
            if (i >= 0) {
                times[i] = System.nanoTime() - began;
            }
        }
        Arrays.sort(times);
        System.out.printf(
                "SPEED %s: median %.1f us, p90 %.1f us, p99 %.1f us%n",
                what, times[count / 2] / 1e3, times[count * 9 / 10] / 1e3, times[count * 99 / 100] / 1e3);
    }

    @Test
    void latency() throws Exception {
        try (TestSessions sessions = new TestSessions()) {
            Session session = sessions.manager.open("a");
            time("send + read", i -> {
                session.send("print(" + i + ")");
                if (!session.read(LONG).equals(i + "\n")) {
                    throw new AssertionError();
                }
            });
            time("evaluate", i -> session.evaluate("print(" + i + ")", LONG));
            time("vm.execute", i -> session.vm().execute("print(" + i + ")"));
            time("vm.execute prompt", i -> session.vm().execute(Script.prompt("print(" + i + ")")));
            time(
                    "vm.executeAsync",
                    i -> session.vm().executeAsync("print(" + i + ")").join());
            time(
                    "vm.executeAsync with listener",
                    i -> session.vm()
                            .executeAsync(Script.prompt("print(" + i + ")").withOutput((stream, bytes) -> {}))
                            .join());
        }
    }

    @Test
    void throughput() throws Exception {
        try (TestSessions sessions = new TestSessions()) {
            VmConfig vm = VmConfig.builder("t")
                    .confinement(Confinement.of(Profile.TRUSTED))
                    .build();
            Session session = sessions.manager.open(SessionConfig.of(vm));
            AtomicLong heard = new AtomicLong();
            AtomicLong lost = new AtomicLong();
            session.attach(new SessionListener() {
                @Override
                public void event(SessionEvent event) {
                    if (event.kind() == SessionEvent.Kind.OUTPUT) {
                        heard.addAndGet(event.bytes().length);
                    }
                }

                @Override
                public void lost(long count) {
                    lost.addAndGet(count);
                }
            });
            for (int i = 0; i < 4; i++) {
                AtomicLong bytes = new AtomicLong();
                Script script = Script.of("local s = string.rep('x', 99) for i = 1, 1000000 do print(s) end")
                        .withOutput((stream, block) -> bytes.addAndGet(block.length));
                long began = System.nanoTime();
                session.vm().execute(script);
                System.out.printf("SPEED of the VM, waiting: %.0f MB/s%n", 1e11 / (System.nanoTime() - began));
                began = System.nanoTime();
                session.vm().executeAsync(script).join();
                System.out.printf(
                        "SPEED of the VM, in the background: %.0f MB/s%n", 1e11 / (System.nanoTime() - began));
            }
            for (int i = 0; i < 8; i++) {
                heard.set(0);
                long began = System.nanoTime();
                session.send("local s = string.rep('x', 99) for i = 1, 1000000 do print(s) end");
                eventually(() -> heard.get() == 100_000_000 || lost.get() > 0);
                System.out.printf(
                        "SPEED 100 MB of lines: %.0f MB/s, lost %d%n", 1e11 / (System.nanoTime() - began), lost.get());
            }
        }
    }
}
