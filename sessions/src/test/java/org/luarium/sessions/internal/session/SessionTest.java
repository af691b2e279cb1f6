// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.luarium.sessions.internal.session.TestSessions.eventually;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.session.AttachRequest;
import org.luarium.session.Attachment;
import org.luarium.session.Session;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionState;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.Outcome;
import org.luarium.vm.VmConfig;

/** What sessions are for. */
class SessionTest {
    private static final Duration SHORT = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private TestSessions sessions;

    @BeforeEach
    void open() throws IOException {
        sessions = new TestSessions();
    }

    @AfterEach
    void close() {
        sessions.close();
    }

    private static String collapsed(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    @Test
    void readsWhatWasSent() {
        Session session = sessions.manager.open("interactive_vm");

        session.send("x = 42\nprint('Value:', x)\n");

        assertThat(session.read(SHORT)).isEqualTo("Value:\t42\n");
        assertThat(session.read(SHORT)).isEmpty();
        session.send("x = 10\nprint('Value:', x)");
        session.send("= x, 'y'");
        session.send("x + 1");
        assertThat(session.read(SHORT)).isEqualTo("Value:\t10\n10\ty\n11\n");
    }

    @Test
    void runsABlockOfLinesAsOne() {
        Session session = sessions.manager.open("motif");

        session.send("""
                local dna = "AACC"
                local motif_count = 0
                for _ in dna:gmatch("ATG") do motif_count = motif_count + 1 end
                print("Motif ATG found: " .. motif_count .. " times")
                """);

        assertThat(session.read(SHORT)).isEqualTo("Motif ATG found: 0 times\n");
        session.send("function fibonacci(n)");
        assertThat(session.read(SHORT)).isEmpty();
        assertThat(session.info().state()).isEqualTo(SessionState.CONTINUATION);
        session.send("if n < 2 then return n end");
        session.send("return fibonacci(n - 1) + fibonacci(n - 2) end");
        session.send("print('Fibonacci 10:', fibonacci(10))");
        assertThat(collapsed(session.read(SHORT))).isEqualTo("Fibonacci 10: 55");
    }

    @Test
    void keepsStateOverDetachAndAttach() {
        Session session = sessions.manager.open("test_session");
        Attachment first = session.attach(AttachRequest.writer().withName("anna"), new Listening());
        first.send("message = 'I persist!'");
        session.read(SHORT);
        first.detach();

        Listening later = new Listening();
        try (Attachment second =
                sessions.manager.attach("test_session", AttachRequest.writer().since(1), later)) {
            second.send("print(message)");
            eventually(() -> later.heard("OUTPUT I persist!"));
        }

        assertThat(later.story())
                .startsWith(
                        "WRITER anna",
                        "INPUT anna message = 'I persist!'",
                        "PROMPT READY",
                        "WRITER",
                        "WRITER writer-1",
                        "INPUT writer-1 print(message)",
                        "OUTPUT I persist!");
        assertThat(later.events.get(0).sequence()).isEqualTo(1);
        assertThat(later.detached).containsExactly("detached");
    }

    @Test
    void isListedAndTerminated() {
        sessions.manager.open("test_session");
        assertThat(sessions.manager.list()).singleElement().satisfies(info -> {
            assertThat(info.id()).isEqualTo("test_session");
            assertThat(info.vm()).isEqualTo("test_session");
            assertThat(info.state()).isEqualTo(SessionState.READY);
            assertThat(info.owner()).isEqualTo("test");
        });

        sessions.manager.terminate("test_session");

        assertThat(sessions.manager.list()).isEmpty();
        assertThat(sessions.vms.list()).isEmpty();
        assertThat(sessions.happened)
                .containsExactly("created test_session ", "exited test_session closed", "closed test_session closed");
    }

    @Test
    void tellsErrorsValuesAndErrorOutputApart() {
        Session session = sessions.manager.open("a");
        Listening listening = new Listening();
        session.attach(listening);

        session.send("io.stderr:write('aside') error('boom')");
        session.send("1 + 1, nil");

        eventually(() -> listening.heard("VALUES 2 nil"));
        assertThat(listening.story()).anyMatch(line -> line.startsWith("ERROR stdin:1: boom stack traceback:"));
        assertThat(listening.story()).contains("ERROR_OUTPUT aside");
    }

    @Test
    void bringsOutputWhileTheScriptRuns() {
        Session session = sessions.manager.open("a");
        Listening listening = new Listening();
        session.attach(listening);

        session.send("for i = 1, 3 do print(i) end while true do end");

        eventually(() -> listening.heard("OUTPUT 3"));
        assertThat(session.info().state()).isEqualTo(SessionState.BUSY);
        assertThat(session.read(Duration.ofMillis(1))).isEqualTo("1\n2\n3\n");
        session.interrupt();
    }

    @Test
    void readsInput() {
        Session session = sessions.manager.open("a");
        Listening listening = new Listening();
        session.attach(listening);

        session.send("name = io.read() print('Hello ' .. name)");
        eventually(() -> session.info().state() == SessionState.READING);
        session.send("Anna");

        assertThat(session.read(SHORT)).isEqualTo("Hello Anna\n");
        assertThat(listening.heard("PROMPT READING")).isTrue();
        session.send("print(io.read('n'))");
        assertThat(session.read(SHORT)).isEmpty();
        session.send("17");
        assertThat(session.read(SHORT)).isEqualTo("17\n");
    }

    @Test
    void interruptReleasesAScriptThatReads() {
        Session session = sessions.manager.open("a");
        session.send("x = io.read()");
        eventually(() -> session.info().state() == SessionState.READING);

        assertThat(session.interrupt()).isTrue();

        session.read(SHORT);
        assertThat(session.info().state()).isEqualTo(SessionState.READY);
        session.send("print(x, 1)");
        assertThat(session.read(SHORT)).isEqualTo("nil\t1\n");
    }

    @Test
    void interruptForgetsWhatWaits() {
        Session session = sessions.manager.open("a");
        session.send("while true do end");
        session.send("print 'never'");

        assertThat(session.interrupt()).isTrue();

        assertThat(session.read(SHORT)).contains("interrupted!");
        assertThat(session.info().state()).isEqualTo(SessionState.READY);
        session.send("for i = 1, 3 do");
        session.read(SHORT);
        assertThat(session.interrupt()).isTrue();
        assertThat(session.interrupt()).isFalse();
        session.send("print 'fresh'");
        assertThat(session.read(SHORT)).isEqualTo("fresh\n");
    }

    @Test
    void evaluatesWithoutTellingOthers() {
        Session session = sessions.manager.open("a");
        Listening listening = new Listening();
        session.attach(listening);

        ExecutionResult result = session.evaluate("print('aside') return 2 + 2", SHORT);

        assertThat(result.stdout()).isEqualTo("aside\n");
        assertThat(result.value().asLong()).isEqualTo(4);
        assertThat(session.evaluate("1 + 1", SHORT).value().asLong()).isEqualTo(2);
        assertThat(session.evaluate("for", SHORT).outcome()).isEqualTo(Outcome.INCOMPLETE);
        assertThat(session.evaluate("while true do end", Duration.ofMillis(50)).outcome())
                .isEqualTo(Outcome.TIMEOUT);
        assertThat(session.read(Duration.ZERO)).isEmpty();
    }

    @Test
    void completesFromTheVm() {
        Session session = sessions.manager.open("a");
        session.evaluate(
                "account = setmetatable({balance = 1}, {__index = {deposit = print, debt = 2}}) acorn = 1", SHORT);

        assertThat(session.complete("x = ac")).containsExactly("account", "acorn");
        assertThat(session.complete("account.")).containsExactly("account.balance", "account.debt", "account.deposit");
        assertThat(session.complete("print(account:de")).containsExactly("account:deposit");
        assertThat(session.complete("string.form")).containsExactly("string.format");
        assertThat(session.complete("nothing.here")).isEmpty();
        assertThat(session.complete("")).isEmpty();
        assertThat(session.complete("f().x")).isEmpty();
        session.evaluate("string, next, rawget = nil", SHORT);
        assertThat(session.complete("ac")).isEmpty();
    }

    @Test
    void loadsPackages() throws IOException {
        Session session = sessions.manager.open("a");
        Path file = folder.resolve("math_package.lua");
        Files.writeString(file, "return { compute = function(n) return n * 2 end }");

        session.loadPackage("math_package", file);
        session.send("print(math_package.compute(10), require('math_package') == math_package)");
        assertThat(session.read(SHORT)).isEqualTo("20\ttrue\n");

        session.evaluate("package.preload['other.name'] = function() return {7} end", SHORT);
        session.loadPackage("other.name");
        assertThat(session.evaluate("name[1]", SHORT).value().asLong()).isEqualTo(7);
    }

    @Test
    void opensClustersAndBroadcasts() {
        List<Session> cluster = sessions.manager.openCluster("worker", 3, VmConfig.of("template"));

        Map<String, ExecutionResult> results = sessions.manager.broadcast("worker-*", "1 + 1", SHORT);

        assertThat(cluster).extracting(Session::id).containsExactly("worker-1", "worker-2", "worker-3");
        assertThat(results.keySet()).containsExactly("worker-1", "worker-2", "worker-3");
        assertThat(results.values()).allMatch(result -> result.value().asLong() == 2);
        assertThat(sessions.manager
                        .copy("worker-1", "copy")
                        .evaluate("1", SHORT)
                        .value()
                        .asLong())
                .isEqualTo(1);
    }

    @Test
    void talksLikeASimpleTerminal() {
        Session session = sessions.manager.open("t");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String typed = "x = 20\nfor i = 1, 2 do\nprint(x + i)\nend\n= 'é'\nexit\nnot reached\n";

        session.interactiveLoop(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)), out);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("lua[t]> lua[t]> >> >> 21\n22\nlua[t]> é\nlua[t]> ");
        assertThat(session.info().writer()).isEmpty();
        ByteArrayOutputStream end = new ByteArrayOutputStream();
        session.interactiveLoop(new ByteArrayInputStream("os.exit(3)\n1\n".getBytes(StandardCharsets.UTF_8)), end);
        assertThat(end.toString(StandardCharsets.UTF_8)).isEqualTo("lua[t]> ");
        assertThat(session.info().state()).isEqualTo(SessionState.EXITED);
    }

    @Test
    void usesAVmOfSomebodyElse() {
        sessions.vms.create("shared").execute("x = 5");
        Session session = sessions.manager.open(
                SessionConfig.builder("s").existingVm("shared").build());
        session.send("x");
        assertThat(session.read(SHORT)).isEqualTo("5\n");

        session.close();

        assertThat(sessions.vms.get("shared").execute("return x").stdout()).isEqualTo("5\n");
    }
}
