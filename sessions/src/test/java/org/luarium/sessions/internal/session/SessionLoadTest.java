// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.luarium.sessions.internal.session.TestSessions.eventually;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.luarium.LuariumException;
import org.luarium.session.AttachException;
import org.luarium.session.AttachRequest;
import org.luarium.session.Attachment;
import org.luarium.session.Session;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionEvent;
import org.luarium.session.SessionEvent.Kind;
import org.luarium.session.SessionListener;
import org.luarium.session.SessionState;

/** Sessions under load, with odd input, and with several who do things at once. */
class SessionLoadTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private TestSessions sessions;

    @BeforeEach
    void open() throws IOException {
        sessions = new TestSessions();
    }

    @AfterEach
    void close() {
        sessions.close();
    }

    @Test
    void takesOddInput() {
        Session session = sessions.manager.open("odd");
        Listening listening = new Listening();
        session.attach(listening);

        session.send("-- first\nprint 'after a comment'");
        assertThat(session.read(LONG)).isEqualTo("after a comment\n");
        session.send("x = 1 --" + "x".repeat((1 << 20) - 8));
        session.send("print(x)");
        assertThat(session.read(LONG)).isEqualTo("1\n");
        session.send("_ = io.write('\\255\\0é\\n')");
        assertThat(session.read(LONG)).isEqualTo("\ufffd\0é\n");
        eventually(() -> listening.events.stream()
                .anyMatch(event -> event.kind() == Kind.OUTPUT && event.bytes()[0] == (byte) 255));
        session.send("");
        session.send("\n");
        assertThat(session.read(LONG)).isEmpty();
        assertThat(session.info().state()).isEqualTo(SessionState.READY);
    }

    @Test
    void evaluatesCodeThatTakesItsTimeRightEachTime() {
        Session session = sessions.manager.open("slow");
        for (int i = 0; i < (Boolean.getBoolean("luarium.stress") ? 1000 : 10); i++) {
            String code = "local t = os.clock() while os.clock() - t < 0.3 do end print(" + i + ")";
            assertThat(session.evaluate(code, LONG).stdout()).isEqualTo(i + "\n");
        }
    }

    @Test
    void bringsAllLinesInOrderToAll() {
        Session session = sessions.manager.open("lines");
        List<Listening> all = List.of(new Listening(), new Listening());
        all.forEach(session::attach);
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 40_000; i++) {
            lines.append("line ").append(i).append('\n');
        }
        String expected = lines.toString();

        session.send("for i = 1, 40000 do print('line ' .. i) end");

        assertThat(session.read(LONG)).isEqualTo(expected);
        for (Listening one : all) {
            eventually(() -> one.heard("PROMPT READY"));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            long number = one.events.get(0).sequence();
            for (SessionEvent event : one.events) {
                assertThat(event.sequence()).isEqualTo(number++);
                if (event.kind() == Kind.OUTPUT) {
                    bytes.writeBytes(event.bytes());
                }
            }
            assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
        }
    }

    @Test
    void aReaderThatHangsLosesEventsAndHoldsNobodyUp() throws Exception {
        Session session = sessions.manager.open(SessionConfig.builder("hung")
                .bufferBytes(64 << 10)
                .patience(Duration.ofMillis(200))
                .build());
        CountDownLatch release = new CountDownLatch(1);
        AtomicLong lost = new AtomicLong();
        AtomicLong last = new AtomicLong();
        session.attach(new SessionListener() {
            @Override
            public void event(SessionEvent event) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                last.set(event.sequence());
            }

            @Override
            public void lost(long count) {
                lost.addAndGet(count);
            }
        });
        Listening quick = new Listening();
        session.attach(quick);

        long began = System.nanoTime();
        session.send("local s = ('x'):rep(999) for i = 1, 20000 do print(s) end");
        eventually(() -> quick.heard("PROMPT READY"));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        release.countDown();

        eventually(() -> last.get() == session.info().nextSequence() - 1);
        assertThat(lost.get()).isPositive();
    }

    @Test
    void oneOfManyWritersWins() throws Exception {
        Session session = sessions.manager.open("race");
        AtomicInteger refused = new AtomicInteger();
        List<Attachment> won = new ArrayList<>();
        atOnce(16, i -> {
            try {
                Attachment attachment = session.attach(AttachRequest.writer(), new Listening());
                synchronized (won) {
                    won.add(attachment);
                }
            } catch (AttachException e) {
                refused.incrementAndGet();
            }
        });
        assertThat(won).hasSize(1);
        assertThat(refused).hasValue(15);

        Attachment usurper = session.attach(AttachRequest.writer().withTakeOver(), new Listening());
        assertThat(won.get(0).isWriter()).isFalse();
        assertThat(usurper.isWriter()).isTrue();
        won.get(0).takeOver();
        assertThat(session.info().writer()).contains(won.get(0).name());
        assertThat(session.info().readers()).containsExactly(usurper.name());
    }

    private interface Deed {
        void run(int i) throws Exception;
    }

    private static void atOnce(int count, Deed deed) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            CompletableFuture<Void> done = new CompletableFuture<>();
            all.add(done);
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                    deed.run(number);
                    done.complete(null);
                } catch (Throwable e) {
                    done.completeExceptionally(e);
                }
            });
            thread.start();
        }
        go.countDown();
        for (CompletableFuture<Void> one : all) {
            one.join();
        }
    }

    @Test
    void aHundredAttachAtOnceWhileItPrintsAndEnds() throws Exception {
        Session session = sessions.manager.open("crowd");
        session.send("for i = 1, 2000 do print(i) end os.exit(3)");
        List<Listening> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(new Listening());
        }

        atOnce(100, i -> session.attach(AttachRequest.reader().since(1), all.get(i)));

        for (Listening one : all) {
            eventually(() -> one.heard("EXIT exit 3"));
        }
        session.close();
        assertThat(all).allSatisfy(one -> {
            assertThat(one.detached).containsExactly("closed");
            assertThat(one.events.get(0).sequence()).isEqualTo(1);
        });
    }

    @Test
    void terminateEndsAnEvaluation() throws Exception {
        Session session = sessions.manager.open("doomed");
        CompletableFuture<String> outcome = CompletableFuture.supplyAsync(() -> {
            try {
                return session.evaluate("print 'begun' while true do end", LONG)
                        .outcome()
                        .name();
            } catch (LuariumException e) {
                return e.getClass().getSimpleName();
            }
        });
        eventually(() -> session.info().state() == SessionState.BUSY);

        session.close();

        assertThat(outcome.get()).isIn("INTERRUPTED", "VmClosedException");
    }

    @Test
    void aFailingListenerIsDetached() {
        Session session = sessions.manager.open("fails");
        List<String> reasons = new ArrayList<>();
        session.attach(AttachRequest.writer(), new SessionListener() {
            @Override
            public void event(SessionEvent event) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void detached(String reason) {
                synchronized (reasons) {
                    reasons.add(reason);
                }
            }
        });

        eventually(() -> session.info().writer().isEmpty());
        session.send("1");
        assertThat(session.read(LONG)).isEqualTo("1\n");
        eventually(() -> {
            synchronized (reasons) {
                return reasons.equals(List.of("its listener failed"));
            }
        });
    }

    @Test
    void aListenerMayDetachAndSendAndTakeOver() {
        Session session = sessions.manager.open("self");
        Attachment[] own = new Attachment[1];
        Listening heard = new Listening();
        session.attach(heard);
        CountDownLatch ready = new CountDownLatch(1);
        own[0] = session.attach(AttachRequest.reader(), event -> {
            try {
                ready.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (event.kind() == Kind.OUTPUT) {
                own[0].takeOver();
                own[0].send("print 'answer'");
                own[0].detach();
            }
        });
        ready.countDown();

        session.send("print 'question'");

        eventually(() -> heard.heard("OUTPUT answer"));
        assertThat(session.info().writer()).isEmpty();
    }

    @Test
    void manySessionsCostNoThreads() {
        int before = Thread.activeCount();
        int count = Boolean.getBoolean("luarium.stress") ? 1000 : 50;
        for (int i = 0; i < count; i++) {
            Session session = sessions.manager.open("s" + i);
            session.attach(new Listening());
            session.send("x = " + i);
        }
        for (int i = 0; i < count; i++) {
            assertThat(sessions.manager.get("s" + i).evaluate("x", LONG).value().asLong())
                    .isEqualTo(i);
        }

        eventually(() -> Thread.activeCount() <= before + 16);
        sessions.close();
        eventually(() -> sessionThreads() == 0);
    }

    @Test
    void sessionsThatWaitForInputHoldNoOtherUp() {
        // More than there may ever be workers.
        List<Session> waiting = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            Session session = sessions.manager.open("r" + i);
            session.send("print(io.read())");
            waiting.add(session);
        }
        Session other = sessions.manager.open("other");
        other.send("print 'free'");
        assertThat(other.read(LONG)).isEqualTo("free\n");

        for (Session session : waiting) {
            eventually(() -> session.info().state() == SessionState.READING);
            session.send(session.id());
        }

        for (Session session : waiting) {
            assertThat(session.read(LONG)).isEqualTo(session.id() + "\n");
        }
    }

    private static long sessionThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("luarium-session"))
                .count();
    }

    @Test
    void tellsOfARestart() {
        Session session = sessions.manager.open("again");
        session.send("x = 1");
        Listening listening = new Listening();
        session.attach(listening);
        session.read(LONG);
        session.vm().reset();
        session.send("x = 2 while true do pcall(function() while true do end end) end");
        eventually(() -> session.info().state() == SessionState.BUSY);
        eventually(() -> {
            // An input that is only about to begin is not interrupted.
            session.interrupt();
            return listening.story().stream().anyMatch(line -> line.startsWith("RESTARTED"));
        });
        session.send("x");
        assertThat(session.read(LONG)).endsWith("nil\n");
    }
}
