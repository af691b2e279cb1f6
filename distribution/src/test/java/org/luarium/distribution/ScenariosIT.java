// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.inject.Inject;
import org.apache.felix.service.command.CommandProcessor;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.session.AttachRequest;
import org.luarium.session.Attachment;
import org.luarium.session.DetachException;
import org.luarium.session.InteractiveSessionException;
import org.luarium.session.Session;
import org.luarium.session.SessionAlreadyExistsException;
import org.luarium.session.SessionConfig;
import org.luarium.session.SessionEvent;
import org.luarium.session.SessionInfo;
import org.luarium.session.SessionListener;
import org.luarium.session.SessionManager;
import org.luarium.session.SessionNotFoundException;
import org.luarium.session.SessionState;
import org.luarium.session.SessionStateException;
import org.luarium.value.LuaValue;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.EnvironmentMissingException;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.HostModule;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmManager;
import org.luarium.vm.VmScope;
import org.luarium.vm.spi.VmCustomizer;
import org.luarium.vm.spi.VmPreparation;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The scenarios of the specification that are about sessions, through the services, and through the shell where {@link SessionShellIT} and {@link AttachIT} do not have them. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ScenariosIT {
    private static final Duration SHORT = Duration.ofSeconds(10);

    private static final String FIBONACCI = """
            function fibonacci(n)
              if n <= 1 then
                return n
              end
              return fibonacci(n - 1) + fibonacci(n - 2)
            end
            """;

    private static final String MOTIF = """
            local dna = "GATTACAGATTACA"
            local motif_count = 0
            for _ in dna:gmatch("ATG") do
              motif_count = motif_count + 1
            end
            print("Motif ATG found: " .. motif_count .. " times")
            """;

    @Inject
    private BundleContext context;

    @Inject
    private CommandProcessor processor;

    @Inject
    private SessionManager sessions;

    @Inject
    private VmManager vms;

    private ShellSession shell;

    @Configuration
    public Option[] configuration() {
        return Container.complete();
    }

    @Before
    public void open() {
        shell = new ShellSession(processor);
    }

    @After
    public void close() {
        sessions.list().forEach(info -> sessions.terminate(info.id()));
        vms.list().forEach(info -> vms.remove(info.id()));
        shell.close();
    }

    /** As the comparison rule of the scenarios says: print separates with tabs. */
    private static String words(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static String answer(Session session, String input) {
        session.send(input);
        return words(session.read(SHORT));
    }

    private static void awaitEndOf(long pid) {
        await().atMost(SHORT)
                .until(() ->
                        ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true));
    }

    @Test
    public void scenario3SendsTwoLinesAndReadsTheirOutput() throws Exception {
        try (Session session = sessions.open("interactive_vm")) {
            session.send("x = 42\nprint('Value:', x)\n");

            assertThat(words(session.read(Duration.ofMillis(500)))).isEqualTo("Value: 42");
        }

        shell.run("session:open interactive_vm; session:send interactive_vm 'x = 42\nprint(\"Value:\", x)\n'");
        assertThat(shell.words("session:read interactive_vm --timeout 500ms")).isEqualTo("Value: 42");
    }

    @Test
    public void scenario4ListsWithDetailsAndTerminates() {
        Session session = sessions.open("test_session");
        long pid = session.vm().info().pid();

        assertThat(sessions.list()).singleElement().satisfies(info -> {
            assertThat(info.id()).isEqualTo("test_session");
            assertThat(info.vm()).isEqualTo("test_session");
            assertThat(info.state()).isEqualTo(SessionState.READY);
            assertThat(info.owner()).isNotEmpty();
            assertThat(info.writer()).isEmpty();
        });

        sessions.terminate("test_session");
        assertThat(sessions.list()).isEmpty();
        assertThat(sessions.find("test_session")).isEmpty();
        awaitEndOf(pid);
    }

    @Test
    public void scenario6NamesAnUnknownSession() {
        assertThatThrownBy(() -> sessions.attach("nonexistent", event -> {}))
                .isInstanceOf(SessionNotFoundException.class)
                .isInstanceOf(InteractiveSessionException.class)
                .hasMessageContaining("no session has the id 'nonexistent'");
    }

    @Test
    public void scenario10DetachesAndTerminates() {
        Session session = sessions.open("s");
        long pid = session.vm().info().pid();
        Attachment attachment = session.attach(AttachRequest.writer(), event -> {});
        attachment.send("x = 10\nprint('Value:', x)\n");
        assertThat(words(session.read(SHORT))).isEqualTo("Value: 10");

        attachment.detach();
        sessions.terminate("s");

        assertThat(session.info().state()).isEqualTo(SessionState.CLOSED);
        awaitEndOf(pid);
    }

    @Test
    public void scenario11LoadsAModuleByItsPathAndTakesInputWithoutALineEnd() throws Exception {
        Path module = Files.createTempFile("math_package", ".lua");
        try {
            Files.writeString(module, "return {compute = function(n) return n * n end}");
            Session session = sessions.open("s");

            session.loadPackage("math_package", module);

            assertThat(answer(session, "print(math_package.compute(10))")).isEqualTo("100");
            assertThat(answer(session, "require('math_package') == math_package"))
                    .isEqualTo("true");
        } finally {
            Files.delete(module);
        }
    }

    @Test
    public void scenario12EndsEveryProcessAndKnowsDuplicatesAndDebug() throws Exception {
        long first;
        long second;
        try (Session one = sessions.open("one");
                Session two = sessions.open(
                        SessionConfig.of(VmConfig.builder("two").debug(true).build()))) {
            first = one.vm().info().pid();
            second = two.vm().info().pid();
            one.send("while true do end");

            assertThat(two.vm().info().config().debug()).isTrue();
            assertThatThrownBy(() -> sessions.open("one"))
                    .isInstanceOf(SessionAlreadyExistsException.class)
                    .hasMessageContaining("one");
            assertThat(shell.failure("session:open one")).hasCauseInstanceOf(SessionAlreadyExistsException.class);
        }
        awaitEndOf(first);
        awaitEndOf(second);

        shell.run("session:open two --debug");
        assertThat(shell.run("vm:info two")).contains("debug");
    }

    @Test
    public void scenario12ClosesTheSessionsOfAScopeOfVms() {
        long pid;
        Session session;
        try (VmScope scope = vms.scope()) {
            pid = scope.create("scoped").info().pid();
            session = sessions.open(
                    SessionConfig.builder("watching").existingVm("scoped").build());
            assertThat(answer(session, "1 + 1")).isEqualTo("2");
        }
        awaitEndOf(pid);
        assertThat(session.onEnd().toCompletableFuture()).succeedsWithin(SHORT);
        assertThatThrownBy(() -> session.send("1")).isInstanceOf(SessionStateException.class);
    }

    @Test
    public void scenario14HasPersistentVmsFuturesListsAndLoops() throws Exception {
        VmConfig config = VmConfig.builder("lasting").persistent(true).build();
        try (Session session = sessions.open(SessionConfig.of(config))) {
            CompletableFuture<ExecutionResult> future = vms.executeAsync("lasting", "print('Async execution works!')");
            assertThat(future.get(10, TimeUnit.SECONDS).stdout()).isEqualTo("Async execution works!\n");
            assertThat(sessions.list()).singleElement().satisfies(info -> {
                assertThat(info.id()).isEqualTo("lasting");
                assertThat(info.persistent()).isTrue();
            });
            assertThat(loop(session, "y = 6\ny * 7\n")).contains("42");
        }
        assertThat(vms.list()).isEmpty();

        shell.run("session:open lasting --persistent");
        assertThat(shell.run("session:list")).contains("lasting").contains("persistent");
        assertThat(shell.run("vm:list")).contains("persistent");
        assertThat(shell.run("session:terminate lasting")).isEqualTo("terminated lasting");
    }

    @Test
    public void scenario14MovesASessionToAnEnvironment() throws Exception {
        ServiceRegistration<VmCustomizer> registration =
                context.registerService(VmCustomizer.class, new Greetings(), null);
        try {
            Session session = sessions.open("s");
            assertThatThrownBy(() -> session.setEnvironment("nowhere"))
                    .isInstanceOf(EnvironmentMissingException.class)
                    .hasMessageContaining("'nowhere'");

            session.setEnvironment("greetings");

            assertThat(answer(session, "require('greeter').name()")).isEqualTo("Lua");
            assertThatThrownBy(() -> session.setEnvironment("greetings"))
                    .isInstanceOf(SessionStateException.class)
                    .hasMessageContaining("restart");

            shell.run("session:open t; session:send t 'x = 1'; session:read t");
            assertThat(shell.failure("session:environment t greetings"))
                    .hasCauseInstanceOf(SessionStateException.class);
            assertThat(shell.run("session:environment t greetings --reset")).isEqualTo("t is in environment greetings");
            shell.run("session:send t 'print(x, require(\"greeter\").name())'");
            assertThat(shell.words("session:read t")).isEqualTo("nil Lua");
        } finally {
            registration.unregister();
        }
    }

    private static final class Greetings implements VmCustomizer {
        @Override
        public boolean provides(String environment) {
            return environment.equals("greetings");
        }

        @Override
        public void prepare(VmConfig config, EngineInfo engine, VmPreparation preparation) {
            if (config.environment().filter(this::provides).isPresent()) {
                preparation.provide(
                        "greeter",
                        HostModule.builder()
                                .simple("name", arguments -> LuaValue.of("Lua"))
                                .build());
            }
        }
    }

    @Test
    public void scenario16TakesABlockWithLocalsAsOne() throws Exception {
        assertThat(answer(sessions.open("s"), MOTIF)).isEqualTo("Motif ATG found: 0 times");

        shell.run("session:open t; session:send t '" + MOTIF + "'");
        assertThat(shell.run("session:read t")).isEqualTo("Motif ATG found: 0 times\n");
    }

    @Test
    public void scenario20KeepsVariablesOverDetachments() throws Exception {
        Session session = sessions.open("s");
        try (Attachment first = session.attach(AttachRequest.writer(), event -> {})) {
            first.send(FIBONACCI);
            first.send("persistent = 'I persist!' x = 42");
        }
        try (Attachment second = session.attach(AttachRequest.writer(), event -> {})) {
            second.send("print('Fibonacci 10:', fibonacci(10))");
            second.send("for i = 1, 5 do\n  print('Count:', i)\nend");
            second.send("print(persistent)");
            second.send("y = x*2\nprint('Double is:', y)");
        }

        String expected = "Fibonacci 10: 55 Count: 1 Count: 2 Count: 3 Count: 4 Count: 5 I persist! Double is: 84";
        assertThat(words(session.read(SHORT))).isEqualTo(expected);

        shell.session().put("lines", "x = 42\npersistent = 'I persist!'\n");
        shell.run("session:open t; echo $lines | session:attach t");
        assertThat(sessions.get("t").info().writer()).isEmpty();
        shell.session().put("lines", "y = x*2\nprint(persistent, 'Double is:', y)\n");
        assertThat(words(shell.run("echo $lines | session:attach t"))).contains("I persist! Double is: 84");
    }

    @Test
    public void scenario22PromptsWithTheIdAndLeavesTheVmRunning() {
        Session session = sessions.open("repl");

        String shown = loop(session, "x = 42\nprint(x)\nfor i = 1, 2 do\nprint('Count:', i)\nend\nexit\nx = 0\n");

        assertThat(shown)
                .startsWith("lua[repl]> lua[repl]> 42\nlua[repl]> >> >> ")
                .contains("Count:\t1\nCount:\t2\n")
                .endsWith("lua[repl]> ");
        assertThat(session.info().writer()).isEmpty();
        assertThat(session.evaluate("x", SHORT).value()).isEqualTo(LuaValue.of(42));
    }

    private static String loop(Session session, String lines) {
        InputStream in = new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        session.interactiveLoop(in, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    // Robustness extras

    @Test
    public void takesWhatBeginsWithAComment() throws Exception {
        assertThat(answer(sessions.open("s"), "-- a comment\nprint('after')")).isEqualTo("after");
        assertThat(sessions.get("s").evaluate("-- a comment\n1 + 1", SHORT).value())
                .isEqualTo(LuaValue.of(2));

        shell.run("session:send s '-- a comment\nprint(\"after\")'");
        assertThat(shell.run("session:read s")).isEqualTo("after\n");
    }

    @Test
    public void takesOneMebibyteOfCode() throws Exception {
        String code = "print(#'" + "x".repeat((1 << 20) - 11) + "')\n";
        String length = Integer.toString((1 << 20) - 11);
        assertThat(code).hasSize(1 << 20);

        assertThat(answer(sessions.open("s"), code)).isEqualTo(length);
        assertThat(sessions.get("s").evaluate(code, SHORT).stdout()).isEqualTo(length + "\n");

        shell.session().put("code", code);
        shell.run("session:send s $code");
        assertThat(shell.words("session:read s --timeout 10s")).isEqualTo(length);
    }

    @Test
    public void passesAnyByteOn() throws Exception {
        Session session = sessions.open("s");
        Listening heard = new Listening();
        try (Attachment attachment = session.attach(heard)) {
            session.send("local unused = io.write('\\255\\0\\27')");
            await().atMost(SHORT).until(() -> heard.output().length == 3);

            assertThat(attachment.isWriter()).isFalse();
            assertThat(heard.output()).containsExactly(0xff, 0, 0x1b);
        }
        assertThat(session.read(SHORT)).isEqualTo("\ufffd\0\u001b");
        assertThat(session.evaluate("io.write('\\255')", SHORT).stdoutBytes()).containsExactly(0xff);
        assertThat(session.evaluate("#'a\0b'", SHORT).value()).isEqualTo(LuaValue.of(3));
        assertThat(answer(session, "print(#'a\0b')")).isEqualTo("3");

        shell.run("session:send s 'local unused = io.write(\"\\255\\0\")'");
        // What is no text is replaced, and nothing but a terminal escapes controls.
        assertThat(shell.bytes("session:read s")).containsExactly(0xef, 0xbf, 0xbd, 0);
    }

    @Test
    public void evaluateEndsWithTheCodeAndNotByTime() throws Exception {
        Session session = sessions.open("s");
        String code = "local t = os.clock() print(1) while os.clock() - t < 0.3 do end print(2) return 42";
        for (int i = 0; i < 5; i++) {
            ExecutionResult result = session.evaluate(code, SHORT);

            assertThat(result.stdout()).isEqualTo("1\n2\n");
            assertThat(result.value()).isEqualTo(LuaValue.of(42));
        }
        assertThat(session.read(Duration.ZERO)).isEmpty();

        assertThat(shell.run("session:evaluate s '" + code + "'")).isEqualTo("1\n2\n42");
    }

    @Test
    public void fortyThousandLinesReachTwoAttachmentsInOrder() {
        Session session = sessions.open("s");
        Listening one = new Listening();
        Listening two = new Listening();
        String expected = IntStream.rangeClosed(1, 40_000)
                .mapToObj(i -> "line " + i + "\n")
                .collect(Collectors.joining());
        try (Attachment first = session.attach(one);
                Attachment second = session.attach(AttachRequest.writer(), two)) {
            second.send("for i = 1, 40000 do print('line ' .. i) end");

            await().atMost(Duration.ofSeconds(30)).until(() -> one.has(expected) && two.has(expected));
            assertThat(first.position()).isPositive();
        }
        assertThat(one.text()).isEqualTo(expected);
        assertThat(two.text()).isEqualTo(expected);
        assertThat(session.read(SHORT)).isEqualTo(expected);
    }

    @Test
    public void toDetachTwiceIsAnError() {
        Session session = sessions.open("s");
        Attachment attachment = session.attach(AttachRequest.reader().withName("anna"), event -> {});
        attachment.detach();

        assertThatThrownBy(attachment::detach)
                .isInstanceOf(DetachException.class)
                .isInstanceOf(InteractiveSessionException.class)
                .hasMessageContaining("anna");
        attachment.close();
        assertThat(shell.failure("session:detach s anna")).hasCauseInstanceOf(DetachException.class);
    }

    @Test
    public void toSendAfterTheEndNamesTheExitCode() throws Exception {
        Session session = sessions.open("s");
        session.send("print('last') os.exit(3)");
        SessionInfo end = session.onEnd().toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(end.exit().orElseThrow().code()).hasValue(3);
        assertThatThrownBy(() -> session.send("1"))
                .isInstanceOf(SessionStateException.class)
                .hasMessageContaining("exit 3")
                .satisfies(thrown -> assertThat(((SessionStateException) thrown)
                                .exit()
                                .orElseThrow()
                                .code())
                        .hasValue(3));
        assertThat(session.read(SHORT)).isEqualTo("last\n");
        Vm vm = session.vm();
        assertThat(vm.info().exit()).isPresent();
        assertThat(shell.failure("session:send s 1")).asString().contains("exit 3");
    }

    /** Gathers output. */
    private static final class Listening implements SessionListener {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public synchronized void event(SessionEvent event) {
            if (event.kind() == SessionEvent.Kind.OUTPUT) {
                bytes.writeBytes(event.bytes());
            }
        }

        synchronized byte[] output() {
            return bytes.toByteArray();
        }

        String text() {
            return new String(output(), StandardCharsets.UTF_8);
        }

        synchronized boolean has(String expected) {
            return bytes.size() >= expected.length();
        }
    }
}
