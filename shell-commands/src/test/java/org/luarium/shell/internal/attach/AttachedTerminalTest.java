// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.luarium.session.AttachException;
import org.luarium.session.AttachRequest;
import org.luarium.session.SessionEvent.Kind;
import org.luarium.shell.internal.FakeSession;
import org.luarium.shell.internal.FakeSessions;

/** With a terminal that is made of streams; {@code AttachIT} has a real one, and a real session. */
final class AttachedTerminalTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final SignalHandler SHELL = signal -> {};

    private final FakeSession session = new FakeSessions().open("a");
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    private LineDisciplineTerminal terminal;
    private Attributes attributes;
    private AttachedTerminal attached;
    private CompletableFuture<String> running = new CompletableFuture<>();

    @BeforeEach
    void open() throws IOException {
        terminal = new LineDisciplineTerminal("test", "xterm", screen, StandardCharsets.UTF_8);
        terminal.setSize(new Size(100, 40));
        terminal.handle(Signal.INT, SHELL);
        attributes = new Attributes(terminal.getAttributes());
    }

    @AfterEach
    void givesTheTerminalBack() throws Exception {
        attached.close();
        running.get(10, TimeUnit.SECONDS);
        assertThat(terminal.getAttributes()).asString().isEqualTo(attributes.toString());
        assertThat(terminal.handle(Signal.INT, SignalHandler.SIG_DFL)).isSameAs(SHELL);
        terminal.close();
    }

    @Test
    void editsLinesAndShowsWhatComesOfThem() throws Exception {
        attach(AttachRequest.writer());

        type("return 42\r");
        awaitScreen("42");
        type("write no end\r");
        awaitScreen("no end");
        awaitPrompts("lua[a]> ", 3);
        type("\u001d");

        assertThat(farewell()).isEqualTo("detached from a; it goes on");
        assertThat(session.sent).containsExactly("return 42\n", "write no end\n");
        assertThat(session.info().writer()).isEmpty();
    }

    @Test
    void asksForTheRestOfWhatIsIncomplete() throws Exception {
        attach(AttachRequest.writer());

        type("begin\r");
        awaitScreen("lua[a]>> ");
        type("\r");
        awaitPrompts("lua[a]>> ", 2);
        type("end\r");
        awaitPrompts("lua[a]> ", 2);

        assertThat(session.sent).containsExactly("begin\n", "\n", "end\n");
    }

    @Test
    void ctrlCForgetsTheLineAndWhatIsIncomplete() throws Exception {
        attach(AttachRequest.writer());

        type("return 1");
        awaitScreen("return 1");
        type("\u0003");
        awaitPrompts("lua[a]> ", 2);
        assertThat(session.done).isEmpty();

        type("begin\r");
        awaitScreen("lua[a]>> ");
        type("\u0003");
        awaitScreen("interrupted!");
        awaitPrompts("lua[a]> ", 3);
        assertThat(session.sent).containsExactly("begin\n");
    }

    @Test
    void ctrlCInterruptsWhatRunsAndKeysWait() throws Exception {
        attach(AttachRequest.writer());

        type("loop\r");
        awaitScreen("looping");
        type("return 1\r");
        session.interrupt();
        awaitScreen("interrupted!");
        await().atMost(PATIENCE).until(() -> session.sent.contains("return 1\n"));

        type("loop\r");
        await().atMost(PATIENCE).until(() -> session.sent.size() == 3);
        await().atMost(PATIENCE).until(() -> shown().split("looping", -1).length == 3);
        type("\u0003");
        await().atMost(PATIENCE).until(() -> session.done.size() == 2);
        awaitPrompts("lua[a]> ", 4);
        assertThat(running).isNotDone();
    }

    @Test
    void ctrlBracketLeavesWhatRunsRunning() throws Exception {
        attach(AttachRequest.writer());

        type("loop\r");
        awaitScreen("looping");
        type("\u001d");

        assertThat(farewell()).isEqualTo("detached from a; it goes on");
        assertThat(session.done).isEmpty();
    }

    @Test
    void exitAndCtrlDLeave() throws Exception {
        attach(AttachRequest.writer());
        type("exit\r");
        assertThat(farewell()).isEqualTo("detached from a; it goes on");

        attach(AttachRequest.writer());
        type("\u0004");
        assertThat(farewell()).isEqualTo("detached from a; it goes on");
        assertThat(session.sent).isEmpty();
    }

    @Test
    void completesFromTheVm() throws Exception {
        attach(AttachRequest.writer());

        type("return string.fo\t(1)\r");

        awaitScreen("string.format(1)");
        await().atMost(PATIENCE).until(() -> session.sent.contains("return string.format(1)\n"));
    }

    @Test
    void remembersWhatWasSentBefore() throws Exception {
        session.send("return 'a!b\\n'");
        attach(AttachRequest.writer());

        type("\u001bOA\r");

        await().atMost(PATIENCE).until(() -> session.sent.size() == 2);
        assertThat(session.sent.get(1)).isEqualTo("return 'a!b\\n'\n");
    }

    @Test
    void answersAScriptThatReadsOnItsOwnLine() throws Exception {
        attach(AttachRequest.writer());

        type("ask 100% name? \r");
        await().atMost(PATIENCE).until(() -> session.info().state().toString().equals("READING"));
        awaitScreen("100% name?");
        type("exit\r");

        awaitScreen("hello exit");
        assertThat(session.sent.get(1)).isEqualTo("exit\n");
    }

    @Test
    void tellsTheEndOfTheVm() throws Exception {
        attach(AttachRequest.writer());

        type("exit 3\r");

        assertThat(farewell()).isEqualTo("session a has ended: exit code 3");
    }

    @Test
    void endsWhileALineIsEdited() throws Exception {
        attach(AttachRequest.writer().withName("me"));
        type("half a li");
        awaitScreen("half a li");

        session.detach("me");

        assertThat(farewell()).isEqualTo("detached from a: somebody detached it");
    }

    @Test
    void showsOthersAboveTheLineAndGivesThePlaceAway() throws Exception {
        attach(AttachRequest.writer().withName("me"));
        type("half");
        awaitScreen("half");
        session.emit(Kind.OUTPUT, "", "from the background\n");
        awaitScreen("from the background");

        session.attach(AttachRequest.writer().withName("you").withTakeOver(), event -> {})
                .send("return 'seen \u001b[2J'");

        awaitScreen("you writes now, and this terminal follows; Ctrl-] leaves");
        awaitScreen("you> return 'seen \\x1b[2J'");
        awaitScreen("'seen \u001b[2J'\r\n");
        type("q");
        assertThat(farewell()).isEqualTo("detached from a; it goes on");
    }

    @Test
    void onlyFollowsIfThatIsAskedFor() throws Exception {
        session.send("return 'before'");
        attach(AttachRequest.reader().withLastLines(10));
        awaitScreen("'before'");
        awaitScreen("following a");

        session.send("return 'later'");
        awaitScreen("'later'");
        type("x\u0003");

        assertThat(farewell()).isEqualTo("detached from a; it goes on");
        assertThat(shown()).doesNotContain("lua[a]");
        assertThat(session.done).isEmpty();
    }

    @Test
    void leavesTheTerminalInOrder() throws Exception {
        attach(AttachRequest.writer());
        type("write \u0016\u001b[?25l\r");
        awaitScreen("\u001b[?25l");
        type("\u001d");
        farewell();

        assertThat(shown().substring(shown().lastIndexOf("\u001b[?25l"))).contains("\u001b[0m\u001b[?25h");
    }

    @Test
    void showsNothingOfTheVmOnceItHasLeft() throws Exception {
        attach(AttachRequest.writer().withName("me"));
        type("\u001d");
        farewell();
        int length = shown().length();

        session.emit(Kind.OUTPUT, "", "\u001b[2J");
        session.send("return 'later'");

        assertThat(shown()).hasSize(length);
    }

    @Test
    void touchesNothingWhereItMayNotAttach() throws Exception {
        session.attach(AttachRequest.writer().withName("you"), event -> {});
        attached = AttachedTerminal.of(terminal, session, true).orElseThrow();

        assertThatThrownBy(() -> attached.run(AttachRequest.writer())).isInstanceOf(AttachException.class);
        running.complete("");

        assertThat(shown()).isEmpty();
    }

    @Test
    void needsATerminalThatCanEdit() throws Exception {
        attach(AttachRequest.reader());
        try (Terminal dumb = new DumbTerminal(java.io.InputStream.nullInputStream(), screen)) {
            assertThat(AttachedTerminal.of(dumb, session, true)).isEmpty();
        }
        assertThat(AttachedTerminal.of("no terminal", session, true)).isEmpty();
    }

    private void attach(AttachRequest request) {
        attached = AttachedTerminal.of(terminal, session, true).orElseThrow();
        running = CompletableFuture.supplyAsync(
                () -> attached.run(request), task -> new Thread(task, "attached").start());
        if (request.isWriter()) {
            awaitScreen("lua[a]> ");
        } else {
            awaitScreen("following");
        }
    }

    private String farewell() throws Exception {
        return running.get(10, TimeUnit.SECONDS);
    }

    private void type(String keys) throws IOException {
        terminal.processInputBytes(keys.getBytes(StandardCharsets.UTF_8));
    }

    private String shown() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    private void awaitScreen(String text) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(shown()).contains(text));
    }

    private void awaitPrompts(String prompt, int count) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(shown().split(java.util.regex.Pattern.quote(prompt), -1))
                        .hasSizeGreaterThan(count));
    }
}
