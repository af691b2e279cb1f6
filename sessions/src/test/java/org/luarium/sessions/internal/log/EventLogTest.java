// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.session.SessionEvent;
import org.luarium.session.SessionEvent.Kind;

/** What the log of a session remembers, compared with a list; random inputs, whose seed is in the message of a failure. */
class EventLogTest {
    private static final int SMALL = 8 << 10;

    @TempDir
    Path folder;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private record Written(Kind kind, String source, String text) {}

    private static EventLog log(int most) {
        return new EventLog(most, Duration.ZERO, Clock.systemUTC());
    }

    private Written draft(int longest) {
        String text = "x".repeat(random.nextInt(longest)) + random.nextInt();
        return random.nextBoolean() ? new Written(Kind.INPUT, "anna", text) : new Written(Kind.OUTPUT, "", text);
    }

    private static void write(EventLog log, Written one, long mark) {
        log.append(List.of(Draft.of(one.kind(), one.source(), one.text())), marks -> marks.withTaken(mark));
    }

    private void assertSame(SessionEvent event, List<Written> all) {
        Written expected = all.get((int) event.sequence() - 1);
        assertThat(new Written(event.kind(), event.source(), event.text()))
                .as("event %d, seed %d", event.sequence(), seed)
                .isEqualTo(expected);
    }

    @Test
    void remembersTheLastEventsWhole() {
        for (int most : List.of(SMALL, 20_000, 1 << 20)) {
            EventLog log = log(most);
            List<Written> all = new ArrayList<>();
            Cursor follower = new Cursor(false, () -> {});
            log.follow(follower);
            long heard = 0;
            for (int i = 0; i < 3000; i++) {
                Written one = draft(1000);
                all.add(one);
                write(log, one, i);
                while (random.nextInt(3) == 0) {
                    Heard next = log.next(follower);
                    heard += next.lost();
                    if (next.event() == null) {
                        break;
                    }
                    heard++;
                    assertThat(next.event().sequence()).as("seed %d", seed).isEqualTo(heard);
                    assertSame(next.event(), all);
                }
            }
            long from = 1L + random.nextInt(3000);
            Cursor late = new Cursor(false, () -> {});
            log.follow(late, from);
            Heard next = log.next(late);
            assertThat(next.lost()).isEqualTo(Math.max(0, log.firstSequence() - from));
            long expected = Math.max(from, log.firstSequence());
            while (next.event() != null) {
                assertThat(next.event().sequence()).isEqualTo(expected);
                assertSame(next.event(), all);
                expected++;
                next = log.next(late);
            }
            assertThat(expected).isEqualTo(3001);
        }
    }

    @Test
    void beginsWithTheLastLines() {
        EventLog log = log(SMALL);
        for (int i = 1; i <= 5; i++) {
            log.append(Draft.of(Kind.INPUT, "", "print(" + i + ")"));
            log.append(Draft.of(Kind.OUTPUT, "", i + "\n"));
        }
        log.append(Draft.of(Kind.PROMPT, "", "READY"));

        assertThat(from(log, 2)).containsExactly("print(4)", "4\n", "print(5)", "5\n", "READY");
        assertThat(from(log, 0)).isEmpty();
        assertThat(from(log, 100)).hasSize(11);
        log.append(Draft.of(Kind.OUTPUT, "", "6\n7\n8"));
        assertThat(from(log, 1)).containsExactly("6\n7\n8");
        assertThat(from(log, 3)).containsExactly("READY", "6\n7\n8");
    }

    private static List<String> from(EventLog log, int lines) {
        Cursor cursor = new Cursor(false, () -> {});
        log.followLines(cursor, lines);
        List<String> texts = new ArrayList<>();
        for (SessionEvent event = log.next(cursor).event();
                event != null;
                event = log.next(cursor).event()) {
            texts.add(event.text());
        }
        log.leave(cursor);
        return texts;
    }

    @Test
    void outputWaitsForASlowOneButNotForEver() {
        EventLog log = new EventLog(SMALL, Duration.ofMillis(100), Clock.systemUTC());
        Cursor slow = new Cursor(true, () -> {});
        log.follow(slow);
        byte[] block = new byte[1000];

        long began = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            log.output(Kind.OUTPUT, block, 0);
        }

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).isBetween(95L, 2000L);
        Heard next = log.next(slow);
        assertThat(next.lost()).isGreaterThan(900);
        assertThat(next.event().sequence()).isEqualTo(next.lost() + 1);
    }

    @Test
    void aDeadWriterLeavesWhatItHadSaid() throws IOException {
        for (int round = 0; round < 300; round++) {
            Path file = folder.resolve("events-" + round);
            List<Written> all = new ArrayList<>();
            int committed = 0;
            int writes = 1 + random.nextInt(400);
            EventLog log = log(SMALL);
            log.attach(new Journal(file, SMALL, new BreakingChannel(file, writes)));
            for (int i = 1; i <= 150; i++) {
                Written one = draft(random.nextInt(10) == 0 ? 1700 : 300);
                all.add(one);
                if (one.kind() == Kind.OUTPUT) {
                    log.output(one.kind(), one.text().getBytes(StandardCharsets.UTF_8), i);
                } else {
                    write(log, one, i);
                }
                if (!log.hasJournal()) {
                    break;
                }
                committed = i;
            }
            log.close();

            EventLog again = log(SMALL);
            again.attach(new Journal(file, SMALL));
            Marks marks = again.marks();
            long last = again.nextSequence() - 1;
            assertThat(last).as("seed %d", seed).isBetween((long) committed, committed + 1L);
            if (last > 0) {
                assertThat(Math.max(marks.place(), marks.taken())).isEqualTo(last);
            }
            Cursor cursor = new Cursor(false, () -> {});
            again.follow(cursor, again.firstSequence());
            long expected = again.firstSequence();
            for (SessionEvent event = again.next(cursor).event();
                    event != null;
                    event = again.next(cursor).event()) {
                assertThat(event.sequence()).isEqualTo(expected++);
                assertSame(event, all);
            }
            assertThat(expected).isEqualTo(last + 1);
            again.append(List.of(Draft.of(Kind.PROMPT, "READY")), UnaryOperator.identity());
            assertThat(again.nextSequence()).isEqualTo(last + 2);
            again.close();
            Files.delete(file);
        }
    }

    @Test
    void aFileHasOneWriter() throws IOException {
        Path file = folder.resolve("events");
        Journal first = new Journal(file, SMALL);
        assertThatThrownBy(() -> new Journal(file, SMALL)).isInstanceOf(Journal.InUseException.class);
        first.close();
        Files.write(file, new byte[64]);
        assertThatThrownBy(() -> new Journal(file, SMALL)).hasMessageContaining("is not the journal");
    }
}
