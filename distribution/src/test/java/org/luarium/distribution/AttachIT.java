// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.distribution.Luarium.Running;

/** A person at a real terminal, attached to a real session. */
final class AttachIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern CONTROLS = Pattern.compile("\r|\u001b(\\[[0-9;?]*[A-Za-z@]|[=>78])");
    private static final String PROMPT = "lua[a]> ";

    @TempDir
    private Path directory;

    private Luarium luarium;
    private Running running;
    private int mark;

    @BeforeEach
    void start() throws Exception {
        Path home = directory.resolve("home");
        // A Ctrl-C is a signal to the shell that is to show the terminal afterwards, too.
        String java = "trap : INT; %s -Duser.home=%s -jar %s --home %s; stty -a"
                .formatted(Luarium.JAVA + " " + Luarium.QUICK, directory, Luarium.JAR, home);
        luarium = Luarium.terminal(120, java, home);
        running = luarium.start();
        awaitText("Ctrl-D");
        type("session:open a\r", "last active");
        type("session:attach a\r", PROMPT);
    }

    @AfterEach
    void leavesNoProcess() {
        running.close();
        await().atMost(Duration.ofSeconds(20)).until(luarium::processes, List::isEmpty);
    }

    @Test
    void keepsStateOverLinesAndDetachments() throws Exception {
        type("x = 42\r", PROMPT);
        type("x\r", "\n42");
        type("function twice(n)\r", "lua[a]>> ");
        type("  return 2 * n\r", "lua[a]>> ");
        type("end\r", PROMPT);
        type("twice(x)\r", "\n84");

        type("\u001d", "detached from a; it goes on");
        type("session:list\r", "a   a   ready");
        type("session:attach a\r", PROMPT);
        type("x + 1\r", "\n43");
        type("exit\r", "detached from a; it goes on");
        end();
    }

    @Test
    void completesFromTheVm() throws Exception {
        type("t = {inner = {answer = 7}}\r", PROMPT);
        type("string.fo\t", "string.format");
        type("('%d-%d', 1, 2)\r", "\n1-2");
        type("t.inn\t", "t.inner");
        type(".an\t\r", "\n7");
    }

    @Test
    void ctrlCInterruptsAndKeepsTheState() throws Exception {
        type("x = 42\r", PROMPT);
        type("io.stderr:write('run', 'ning') while true do end\r", "running");
        type("\u0003", "interrupted");
        awaitText(PROMPT);
        type("x\r", "\n42");
        type("function f(\r", "lua[a]>> ");
        type("\u0003", PROMPT);
        type("half a line\u0003", PROMPT);
        type("'fr' .. 'ee'\r", "free");
    }

    @Test
    void answersScriptsThatRead() throws Exception {
        type("io.write('name', '? ') name = io.read()\r", "name? ");
        type("Ada\r", PROMPT);
        type("'hello ' .. name\r", "hello Ada");
    }

    @Test
    void leavesATerminalThatIsInOrder() throws Exception {
        type("io.write('\\27[?25l\\27[31mre', 'd')\r", "red");
        assertThat(afterMark()).contains("\u001b[?25l\u001b[31mred");
        type("\u001d", "detached from a; it goes on");
        assertThat(afterMark()).contains("\u001b[0m\u001b[?25h");
        end();
    }

    @Test
    void tellsTheExitCode() throws Exception {
        type("os.exit(3)\r", "session a has ended: ");
        awaitText("luarium> ");
        assertThat(afterMark()).contains("3");
        end();
    }

    @Test
    void showsWhatOthersDoAndGivesTheirPlaceToThem() throws Exception {
        Path lines = Files.writeString(directory.resolve("lines"), "'from ' .. 'you'\n");
        type("\u001d", "detached from a; it goes on");

        type("(sleep 3; session:send a 'return 6 * 7') &\r", "background");
        type("session:attach a --read-only --lines 0\r", "following a");
        awaitText("> return 6 * 7\n");
        awaitText("\n42\n");
        type("q", "detached from a; it goes on");

        type("(sleep 3; session:attach a --take-over < '" + lines + "') &\r", "background");
        type("session:attach a --lines 0\r", PROMPT);
        awaitText("writes now, and this terminal follows");
        awaitText("from you");
        type("\u0003", "detached from a; it goes on");
        end();
    }

    private void type(String keys, String expected) throws IOException {
        mark = running.seen().length();
        running.type(keys);
        awaitText(expected);
    }

    private String afterMark() {
        return running.seen().substring(mark);
    }

    /** What appears after the last keys, without the control sequences of the editor. */
    private void awaitText(String expected) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(plain(afterMark())).contains(expected));
    }

    private static String plain(String text) {
        return CONTROLS.matcher(text).replaceAll("");
    }

    /** The shell works, ends, and leaves the terminal with echo and line editing. */
    private void end() throws Exception {
        type("vm:list\r", "SCRIPTS");
        type("\u0004", "");
        assertThat(running.await().out()).containsPattern(" icanon").containsPattern(" echo ");
    }
}
