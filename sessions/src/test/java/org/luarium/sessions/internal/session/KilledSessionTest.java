// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.session.AttachRequest;
import org.luarium.session.Session;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionEvent;
import org.luarium.vm.VmConfig;

/** JVMs that are killed while their persistent session works, one after the other. */
class KilledSessionTest {
    private static final int KILLS = 25;
    private static final int LINES = 200;
    private static final String STEP = "n = (n or 0) + 1 for i = 1, " + LINES
            + " do print(n .. ':' .. i) end if n % 9 == 0 then error('nine') end";

    @TempDir
    private Path home;

    /** Opens the session or finds it again, and sends without end. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) throws Exception {
            TestSessions sessions = new TestSessions(Clock.systemUTC(), Path.of(arguments[0]));
            Session session = sessions.manager
                    .find("p")
                    .orElseGet(() -> sessions.manager.open(SessionConfig.builder("p")
                            .newVm(VmConfig.builder("p").persistent(true).build())
                            .bufferBytes(SessionConfig.MOST_BUFFER)
                            .build()));
            System.out.println("ready " + session.vm().info().pid());
            for (int i = 0; ; i++) {
                session.send(STEP);
                if (i % 4 == 0) {
                    session.evaluate("e = (e or 0) + 1 print 'aside' return e", Duration.ofSeconds(10));
                }
                if (session.info().waitingInputs() > 20) {
                    session.read(Duration.ofSeconds(10));
                }
            }
        }
    }

    @Test
    void runEachInputOnceAndNumberEventsWithoutAGap() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        String first = "";
        for (int i = 0; i < KILLS; i++) {
            Process jvm = start();
            try {
                String ready = await(jvm, "ready");
                first = first.isEmpty() ? ready : first;
                assertThat(ready).isEqualTo(first);
                LockSupport.parkNanos(Duration.ofMillis(random.nextInt(80)).toNanos());
            } finally {
                jvm.destroyForcibly();
                assertThat(jvm.waitFor(10, TimeUnit.SECONDS)).isTrue();
            }
        }

        try (TestSessions sessions = new TestSessions(Clock.systemUTC(), home)) {
            Session session = sessions.manager.get("p");
            session.read(Duration.ofSeconds(30));
            int steps = (int)
                    session.evaluate("return n", Duration.ofSeconds(10)).value().asLong();
            Listening heard = new Listening();
            long last = session.info().nextSequence() - 1;
            try (var attachment = session.attach(AttachRequest.reader().since(1), heard)) {
                TestSessions.eventually(() -> attachment.position() >= last);
            }

            assertThat(heard.lost).isZero();
            for (int i = 0; i < heard.events.size(); i++) {
                assertThat(heard.events.get(i).sequence()).isEqualTo(i + 1);
            }
            assertThat(count(heard, SessionEvent.Kind.INPUT)).isEqualTo(steps);
            assertThat(count(heard, SessionEvent.Kind.ERROR)).isEqualTo(steps / 9);
            assertThat(output(heard)).isEqualTo(expected(steps));
            session.close();
        }
        assertThat(home).isEmptyDirectory();
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        home.toString())
                .redirectErrorStream(true)
                .start();
    }

    private static String await(Process jvm, String beginning) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder seen = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(beginning)) {
                return line;
            }
            seen.append(line).append('\n');
        }
        throw new AssertionError("it ended without '" + beginning + "': " + seen);
    }

    private static int count(Listening heard, SessionEvent.Kind kind) {
        return (int) heard.events.stream().filter(event -> event.kind() == kind).count();
    }

    private static String output(Listening heard) {
        StringBuilder text = new StringBuilder();
        heard.events.stream()
                .filter(event -> event.kind() == SessionEvent.Kind.OUTPUT)
                .forEach(event -> text.append(event.text()));
        return text.toString();
    }

    private static String expected(int steps) {
        StringBuilder text = new StringBuilder();
        for (int n = 1; n <= steps; n++) {
            for (int i = 1; i <= LINES; i++) {
                text.append(n).append(':').append(i).append('\n');
            }
        }
        return text.toString();
    }
}
