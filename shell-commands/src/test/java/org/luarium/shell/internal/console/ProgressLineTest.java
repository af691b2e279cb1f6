// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {
    private final StringBuilder terminal = new StringBuilder();
    private final AtomicLong time = new AtomicLong();
    private final List<Runnable> later = new ArrayList<>();

    private ProgressLine line(boolean shown, int width) {
        return new ProgressLine(shown, width, terminal::append, time::get, later::add);
    }

    @Test
    void writesOverTheLastTextAndLeavesNothing() {
        try (ProgressLine line = line(true, 79)) {
            line.show("1/20  first");
            time.addAndGet(200_000_000);
            line.show("2/20");
        }

        assertThat(terminal).hasToString("\r1/20  first\r2/20       \r    \r");
    }

    @Test
    void isNotWrittenMoreOftenThanAnybodyReads() {
        ProgressLine line = line(true, 79);

        for (int i = 0; i < 1_000; i++) {
            line.show("n" + i);
            time.addAndGet(1_000_000);
        }

        assertThat(terminal.toString().split("\r")).hasSize(11).contains("n0", "n100", "n900");
    }

    @Test
    void showsTheNewestTextEvenIfNothingFollows() {
        try (ProgressLine line = line(true, 79)) {
            line.show("a");
            line.show("b");
            line.show("c");
            assertThat(later).hasSize(1);
            later.get(0).run();
        }
        later.get(0).run();

        assertThat(terminal).hasToString("\ra\rc\r \r");
    }

    @Test
    void neverWrapsAndNeverDrivesTheTerminal() {
        ProgressLine line = line(true, 10);

        line.show("a\u001b[2J and much more");

        assertThat(terminal).hasToString("\ra\\x1b[2J …");
    }

    @Test
    void leavesThePromptAloneThatComesAfterCtrlC() {
        try (ProgressLine line = line(true, 79)) {
            line.show("a");
            Thread.currentThread().interrupt();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(terminal).hasToString("\ra");
    }

    @Test
    void isSilentWithoutATerminalAndAfterItsEnd() {
        ProgressLine hidden = line(false, 79);
        hidden.show("x");
        hidden.close();
        ProgressLine closed = line(true, 79);
        closed.close();
        closed.show("x");

        assertThat(terminal).isEmpty();
    }
}
