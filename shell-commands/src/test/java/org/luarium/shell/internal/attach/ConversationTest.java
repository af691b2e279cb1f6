// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.reader.LineReaderBuilder;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.Test;
import org.luarium.session.SessionEvent;
import org.luarium.session.SessionInfo;
import org.luarium.shell.internal.FakeSessions;

final class ConversationTest {
    @Test
    void eventsWaitUntilTheEditorHasLeft() throws Exception {
        SessionInfo info = new FakeSessions().open("a").info();
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        try (Terminal terminal =
                new LineDisciplineTerminal("test", "xterm", new ByteArrayOutputStream(), StandardCharsets.UTF_8)) {
            Screen screen = new Screen(
                    terminal, LineReaderBuilder.builder().terminal(terminal).build(), false);
            Conversation conversation = new Conversation("a", screen);
            conversation.begin("me", true, info);
            SessionEvent input = SessionEvent.of(
                    info.nextSequence(), Instant.EPOCH, SessionEvent.Kind.INPUT, "you", new byte[] {'x'});
            Thread session = new Thread(() -> {
                conversation.event(input);
                order.add("next event");
            });

            assertThat(conversation.edit(info.state())).isTrue();
            session.start();
            try {
                assertThat(new CountDownLatch(1).await(30, TimeUnit.SECONDS))
                        .as("whether the editor waits in vain")
                        .isTrue();
            } catch (InterruptedException e) {
                await().until(() -> session.getState() == Thread.State.TIMED_WAITING
                        || session.getState() == Thread.State.TERMINATED);
                order.add("editor left");
                assertThat(conversation.edited(info.state())).isFalse();
            }
            session.join(10_000);
        }

        assertThat(order).containsExactly("editor left", "next event");
    }
}
