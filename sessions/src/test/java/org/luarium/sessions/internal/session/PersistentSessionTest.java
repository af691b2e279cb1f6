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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.session.AttachRequest;
import org.luarium.session.Session;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionEvent;
import org.luarium.session.SessionState;
import org.luarium.vm.VmConfig;

/** Sessions that outlive their host, with real VMs. */
class PersistentSessionTest {
    private static final Duration SHORT = Duration.ofSeconds(10);

    @TempDir
    Path home;

    private TestSessions sessions() throws IOException {
        return new TestSessions(Clock.systemUTC(), home.resolve("keepers"));
    }

    private static Session open(TestSessions sessions) {
        return sessions.manager.open(
                SessionConfig.of(VmConfig.builder("p").persistent(true).build()));
    }

    @Test
    void goesOnInTheNextHost() throws IOException {
        long next;
        try (TestSessions sessions = sessions()) {
            Session session = open(sessions);
            assertThat(session.info().persistent()).isTrue();
            session.send("x = 42");
            session.send("print('before')");
            assertThat(session.read(SHORT)).isEqualTo("before\n");
            session.send("print('unread')");
            session.send("for i = 1, 2 do");
            eventually(() -> session.info().state() == SessionState.CONTINUATION);
            next = session.info().nextSequence();
        }
        try (TestSessions sessions = sessions()) {
            Session session = sessions.manager.get("p");
            assertThat(session.info().state()).isEqualTo(SessionState.CONTINUATION);
            assertThat(session.info().nextSequence()).isEqualTo(next);
            assertThat(session.read(SHORT)).isEqualTo("unread\n");
            session.send("print(x, i) end");
            assertThat(session.read(SHORT)).isEqualTo("42\t1\n42\t2\n");
            assertThat(session.history())
                    .containsExactly(
                            "x = 42", "print('before')", "print('unread')", "for i = 1, 2 do", "print(x, i) end");
            assertContiguous(session);
            session.close();
        }
        try (TestSessions sessions = sessions()) {
            assertThat(sessions.manager.list()).isEmpty();
            assertThat(sessions.vms.list()).isEmpty();
        }
    }

    @Test
    void hearsWhatCameMeanwhile() throws IOException {
        try (TestSessions sessions = sessions()) {
            Session session = open(sessions);
            session.send("for i = 1, 20000 do print(i) end local t = os.clock()"
                    + " while os.clock() - t < 0.3 do end print 'done'");
            session.send("print 'waited'");
            eventually(() -> session.info().outputBytes() > 0);
        }
        try (TestSessions sessions = sessions()) {
            Session session = sessions.manager.get("p");
            session.read(SHORT);
            String expected = String.join(
                            "",
                            IntStream.rangeClosed(1, 20000)
                                    .mapToObj(i -> i + "\n")
                                    .toList()) + "done\nwaited\n";
            assertThat(output(session)).isEqualTo(expected);
            assertContiguous(session);
            session.close();
        }
    }

    @Test
    void aScriptThatReadsGoesOnReading() throws IOException {
        try (TestSessions sessions = sessions()) {
            Session session = open(sessions);
            session.send("print('Hello ' .. io.read())");
            eventually(() -> session.info().state() == SessionState.READING);
        }
        try (TestSessions sessions = sessions()) {
            Session session = sessions.manager.get("p");
            eventually(() -> session.info().state() == SessionState.READING);
            session.send("Anna");
            assertThat(session.read(SHORT)).isEqualTo("Hello Anna\n");
            session.close();
        }
    }

    @Test
    void isToldHowAVmEndedMeanwhile() throws IOException {
        try (TestSessions sessions = sessions()) {
            Session session = open(sessions);
            session.send("local t = os.clock() while os.clock() - t < 0.2 do end print 'last' os.exit(3)");
        }
        try (TestSessions sessions = sessions()) {
            Session session = sessions.manager.get("p");
            eventually(() -> session.info().state() == SessionState.EXITED);
            assertThat(session.read(SHORT)).isEqualTo("last\n");
            assertThat(session.info().exit().orElseThrow().code()).hasValue(3);
            session.close();
        }
    }

    @Test
    void aBundleThatStartsAgainWaitsForTheOneBefore() throws IOException {
        try (TestSessions sessions = sessions()) {
            Session session = open(sessions);
            session.send("local t = os.clock() while os.clock() - t < 0.3 do end print 'done'");
            session.send("print 'waited'");
            sessions.registry.close(true);

            SessionRegistry again = new SessionRegistry(sessions.vms, Clock.systemUTC(), List.of());
            again.adopt();
            OwnedSessions manager = new OwnedSessions(again, "test");
            eventually(() -> manager.find("p").isPresent());

            assertThat(manager.get("p").read(SHORT)).isEqualTo("done\nwaited\n");
            manager.terminate("p");
            again.close(true);
        }
    }

    @Test
    void leavesNothingBehindWhenItIsClosed() throws IOException {
        try (TestSessions sessions = sessions()) {
            open(sessions).close();
        }
        try (var files = Files.walk(home)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("session-")))
                    .isEmpty();
        }
    }

    private static List<SessionEvent> events(Session session) {
        Listening listening = new Listening();
        long last = session.info().nextSequence() - 1;
        try (var attachment = session.attach(AttachRequest.reader().since(1), listening)) {
            eventually(() -> attachment.position() >= last);
        }
        assertThat(listening.lost).isZero();
        return listening.events;
    }

    private static String output(Session session) {
        StringBuilder output = new StringBuilder();
        events(session).stream()
                .filter(event -> event.kind() == SessionEvent.Kind.OUTPUT)
                .forEach(event -> output.append(event.text()));
        return output.toString();
    }

    private static void assertContiguous(Session session) {
        List<Long> numbers = new ArrayList<>();
        events(session).forEach(event -> numbers.add(event.sequence()));
        for (int i = 0; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).isEqualTo(i + 1);
        }
    }
}
