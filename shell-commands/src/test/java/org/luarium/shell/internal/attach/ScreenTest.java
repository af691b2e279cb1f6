// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.attach;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.Test;

final class ScreenTest {
    private static final int TIMES = 2_000;

    @Test
    void whatTwoThreadsWriteStaysInOnePiece() throws Exception {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        try (Terminal terminal = new LineDisciplineTerminal("test", "xterm", shown, StandardCharsets.UTF_8)) {
            Screen screen = new Screen(
                    terminal, LineReaderBuilder.builder().terminal(terminal).build(), false);
            CompletableFuture<Void> session = CompletableFuture.runAsync(
                    () -> repeat(() -> screen.output("of the VM\n".getBytes(StandardCharsets.UTF_8))));
            CompletableFuture<Void> keyboard = CompletableFuture.runAsync(() -> repeat(() -> screen.notice("notice")));
            CompletableFuture.allOf(session, keyboard).get(30, TimeUnit.SECONDS);
        }

        assertThat(shown.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2 * TIMES)
                .containsOnly("of the VM", "notice");
    }

    private static void repeat(Runnable action) {
        IntStream.range(0, TIMES).forEach(time -> action.run());
    }
}
