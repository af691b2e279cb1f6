// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.luarium.sessions.internal.session.TestSessions.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.session.AttachRequest;
import org.luarium.session.Session;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionEvent;
import org.luarium.vm.VmConfig;

/** A persistent session, whose JVM is killed at random moments, says everything once and in order. */
class KilledJvmTest {
    private static final Duration SHORT = Duration.ofSeconds(10);

    @TempDir
    Path home;

    /** What is killed: sends input after input. Each counts on, prints the number, and something long now and then. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) throws IOException {
            Path home = Path.of(arguments[0]);
            TestSessions sessions = new TestSessions(Clock.systemUTC(), home.resolve("keepers"));
            Session session = sessions.manager
                    .find("p")
                    .orElseGet(() -> sessions.manager.open(SessionConfig.builder("p")
                            .newVm(VmConfig.builder("p").persistent(true).build())
                            .bufferBytes(16 << 20)
                            .build()));
            Files.createFile(home.resolve("ready-" + arguments[1]));
            while (true) {
                session.send("n = (n or 0) + 1 print(n) if n % 7 == 0 then for i = 1, 3000 do print('-') end end");
                if (session.info().waitingInputs() > 20) {
                    session.read(SHORT);
                }
            }
        }
    }

    @Test
    void saysEverythingOnceAndInOrder() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int kills = Boolean.getBoolean("luarium.stress") ? 50 : 4;
        for (int i = 0; i < kills; i++) {
            Process victim = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Victim.class.getName(),
                            home.toString(),
                            String.valueOf(i))
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("victim-" + i + ".txt").toFile())
                    .start();
            Path ready = home.resolve("ready-" + i);
            eventually(() -> Files.exists(ready) || !victim.isAlive());
            boolean ended = victim.waitFor(random.nextInt(300), TimeUnit.MILLISECONDS);
            assertThat(ended)
                    .as("victim %d, seed %d: %s", i, seed, Files.readString(home.resolve("victim-" + i + ".txt")))
                    .isFalse();
            victim.destroyForcibly().waitFor();
        }

        try (TestSessions sessions = new TestSessions(Clock.systemUTC(), home.resolve("keepers"))) {
            Session session = sessions.manager.get("p");
            session.read(SHORT);
            Listening all = new Listening();
            long last = session.info().nextSequence() - 1;
            try (var attachment = session.attach(AttachRequest.reader().since(1), all)) {
                eventually(() -> attachment.position() >= last);
            }
            StringBuilder output = new StringBuilder();
            List<SessionEvent> events = all.events;
            for (int i = 0; i < events.size(); i++) {
                if (i > 0) {
                    assertThat(events.get(i).sequence())
                            .isEqualTo(events.get(i - 1).sequence() + 1);
                }
                if (events.get(i).kind() == SessionEvent.Kind.OUTPUT) {
                    output.append(events.get(i).text());
                } else {
                    assertThat(events.get(i).kind())
                            .as("%s, seed %d", events.get(i).text(), seed)
                            .isIn(SessionEvent.Kind.INPUT, SessionEvent.Kind.PROMPT);
                }
            }
            List<Integer> numbers = new ArrayList<>();
            int dashes = 0;
            for (String line : output.toString().lines().toList()) {
                if (line.equals("-")) {
                    dashes++;
                } else {
                    numbers.add(Integer.valueOf(line));
                }
            }
            assertThat(numbers).as("seed %d", seed).isNotEmpty();
            int first = numbers.get(0);
            for (int i = 0; i < numbers.size(); i++) {
                assertThat(numbers.get(i)).as("seed %d", seed).isEqualTo(first + i);
            }
            assertThat(session.evaluate("n", SHORT).stdout()).isEqualTo(numbers.get(numbers.size() - 1) + "\n");
            assertThat(dashes % 3000).as("seed %d", seed).isZero();
            assertThat((int) session.info().inputs()).isEqualTo(numbers.get(numbers.size() - 1));
            session.close();
        }
    }
}
