// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.Job;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.FrameTooLargeException;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaNotFoundException;
import org.luarium.vm.VmAlreadyExistsException;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmInfo;
import org.luarium.vm.VmManager;
import org.luarium.vm.VmNotFoundException;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;

/** The commands as a person or a script types them, on the bundles that ship. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ShellIT {
    /** The least that the design asks for. */
    private static final List<String> DESIGNED = List.of(
            "vm:create",
            "vm:list",
            "vm:info",
            "vm:execute",
            "vm:run",
            "vm:interrupt",
            "vm:reset",
            "vm:remove",
            "vm:engines",
            "vm:statistics",
            "session:open",
            "session:attach",
            "session:detach",
            "session:send",
            "session:read",
            "session:list",
            "session:terminate",
            "session:broadcast",
            "store:list",
            "store:show",
            "store:cat",
            "store:fetch",
            "store:realize",
            "store:step",
            "store:usage",
            "store:verify",
            "store:collect",
            "store:remove",
            "store:why",
            "store:export",
            "store:import",
            "package:search",
            "package:info",
            "package:install",
            "package:remove",
            "package:update",
            "package:list",
            "package:why",
            "environment:bootstrap",
            "environment:list",
            "environment:generations",
            "environment:rollback",
            "environment:lock",
            "environment:delete",
            "repository:list",
            "repository:add",
            "repository:remove",
            "luarium:benchmark",
            "luarium:doctor",
            "luarium:version");

    private static final String GC_CONTENT = """
            local s = "ATCGATCGATCG"
            local gc = 0
            for base in s:gmatch("[GC]") do
              gc = gc + 1
            end
            return "GC Content: " .. (gc/#s*100) .. "%"
            """;

    private static final String MOTIF = """
            local dna = "GATTACAGATTACA"
            local motif_count = 0
            for _ in dna:gmatch("ATG") do
              motif_count = motif_count + 1
            end
            print("Motif ATG found: " .. motif_count .. " times")
            """;

    private static final String FIBONACCI = """
            function fibonacci(n)
              if n <= 1 then
                return n
              end
              return fibonacci(n - 1) + fibonacci(n - 2)
            end
            """;

    @Inject
    private CommandProcessor processor;

    @Inject
    private VmManager manager;

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
        manager.list().forEach(vm -> manager.find(vm.id()).ifPresent(org.luarium.vm.Vm::close));
        shell.close();
    }

    @Test
    public void everyDesignedCommandIsRegistered() {
        assertThat(shell.commands()).containsAll(DESIGNED);
    }

    @Test
    public void helpDescribesEveryCommand() throws Exception {
        for (String command : shell.commands()) {
            if (command.matches("(vm|session|store|package|environment|repository|luarium):[a-z].*")) {
                String verb = command.substring(command.indexOf(':') + 1);

                // A word of Java is no name of a method, and help looks for one.
                if (!verb.equals("import")) {
                    assertThat(shell.run("felix:help " + command))
                            .as(command)
                            .contains(verb + " - ", "usage: " + command);
                }
                assertThat(shell.run(command + " --help")).as(command).startsWith(command + " - ");
            }
        }
    }

    @Test
    public void scenario1ExecutesInADebugVm() throws Exception {
        shell.run("vm:create test_vm --debug");

        assertThat(shell.run("vm:execute test_vm 'print(\"Hello, BioXen!\")'")).isEqualTo("Hello, BioXen!\n");
        assertThat(shell.run("vm:info test_vm")).contains("debug");
    }

    @Test
    public void scenario2EndsTheProcessOfARemovedVm() throws Exception {
        long pid = ((VmInfo) shell.value("vm:create managed_vm")).pid();

        assertThat(shell.words("vm:execute managed_vm 'print(\"Result:\", 2 + 2)'"))
                .isEqualTo("Result: 4");
        assertThat(shell.run("vm:remove managed_vm")).isEqualTo("removed managed_vm");

        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true));
        assertThat(shell.run("vm:list")).doesNotContain("managed_vm");
    }

    @Test
    public void scenario6NamesAnUnknownVm() {
        for (String command : List.of("vm:info", "vm:interrupt", "vm:reset", "vm:remove")) {
            assertFails(command + " nonexistent", command + ": no VM has the id 'nonexistent'")
                    .hasCauseInstanceOf(VmNotFoundException.class);
        }
        assertFails("vm:execute nonexistent 'return 1'", "vm:execute: no VM has the id 'nonexistent'");
    }

    @Test
    public void scenarios8And9EchoWhatIsReturned() throws Exception {
        shell.run("vm:create simple_vm");

        assertThat(shell.run("vm:execute simple_vm 'print(\"Hello!\")'")).isEqualTo("Hello!\n");
        assertThat(shell.run("vm:execute simple_vm 'return 2 + 2'")).isEqualTo("4\n");
    }

    @Test
    public void scenarios15And16RunSeveralLinesAsOneChunk() throws Exception {
        shell.run("vm:create dna");

        assertThat(shell.run("vm:execute dna '" + GC_CONTENT + "'")).isEqualTo("GC Content: 50.0%\n");
        assertThat(shell.run("vm:execute dna '" + MOTIF + "'")).isEqualTo("Motif ATG found: 0 times\n");
    }

    @Test
    public void scenario18TakesOnlyKnownProviders() throws Exception {
        VmInfo info = (VmInfo) shell.value("vm:create basic --provider process");

        assertThat(info.config().provider()).isEqualTo("process");
        assertFails("vm:create other --provider xcpng", "vm:create: unknown VM provider 'xcpng'")
                .hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    public void scenario20KeepsStateBetweenScripts() throws Exception {
        shell.run("vm:create state");
        shell.run("vm:execute state '" + FIBONACCI + "'");

        assertThat(shell.words("vm:execute state 'print(\"Fibonacci 10:\", fibonacci(10))'"))
                .isEqualTo("Fibonacci 10: 55");
        assertThat(shell.words("vm:execute state 'for i = 1, 5 do print(\"Count:\", i) end'"))
                .endsWith("Count: 5");
        shell.run("vm:execute state 'persistent = \"I persist!\" x = 42'");
        assertThat(shell.run("vm:execute state 'print(persistent)'")).isEqualTo("I persist!\n");
        assertThat(shell.words("vm:execute state 'y = x*2 print(\"Double is:\", y)'"))
                .isEqualTo("Double is: 84");
    }

    @Test
    public void scenario21PrintsFloatsAsLuaDoes() throws Exception {
        shell.run("vm:create self_test");

        assertThat(shell.words("vm:execute self_test 'print(\"Square root of 16 is:\", math.sqrt(16))'"))
                .isEqualTo("Square root of 16 is: 4.0");
    }

    @Test
    public void everyUsableEngineRunsTheScripts() throws Exception {
        List<String> engines = manager.engines().stream()
                .filter(engine -> engine.usable())
                .map(engine -> engine.name())
                .toList();
        assertThat(engines).isNotEmpty();

        for (String engine : engines) {
            shell.run("vm:create v --engine '" + engine + "'");
            assertThat(shell.run("vm:execute v 'return 2 + 2'")).as(engine).isEqualTo("4\n");
            assertThat(shell.run("vm:execute v '" + GC_CONTENT + "'"))
                    .as(engine)
                    .matches("GC Content: 50(\\.0)?%\n");
            shell.run("vm:remove v");
        }
    }

    @Test
    public void runsAFileWithArgumentsAndInput() throws Exception {
        Path script = Files.createTempFile("script", ".lua");
        Path input = Files.createTempFile("input", ".txt");
        try {
            Files.writeString(
                    script,
                    "#!/usr/bin/lua\nprint(arg[1], arg[2], select('#', ...), io.read('*a'))\nreturn 'not echoed'\n");
            Files.writeString(input, "from a file");
            shell.run("vm:create v");

            assertThat(shell.words("vm:run v '" + script + "' --first second < '" + input + "'"))
                    .isEqualTo("--first second 2 from a file");
        } finally {
            Files.delete(script);
            Files.delete(input);
        }
    }

    @Test
    public void passesBytesOnUnchanged() throws Exception {
        shell.run("vm:create v");

        assertThat(shell.bytes("vm:execute v 'io.write(\"\\255\\0\\27[2J\")'"))
                .containsExactly(0xff, 0, 0x1b, '[', '2', 'J');
    }

    @Test
    public void callsFunctionsWithTypedArguments() throws Exception {
        shell.run("vm:create v; vm:execute v 'function kind(...) return type((...)), ... end'");

        assertThat(shell.run("vm:call v kind 1.5")).isEqualTo("number\n1.5");
        assertThat(shell.run("vm:call --text v kind 1.5")).isEqualTo("string\n1.5");
        assertThat(shell.run("vm:call v string.rep ab 3")).isEqualTo("ababab");
        assertFails("vm:call v nothing.here", "VM v: ");
    }

    @Test
    public void worksOnManyVmsAtOnce() throws Exception {
        shell.run("vm:cluster worker 3");

        assertThat(shell.run("vm:broadcast 'worker-*' 'return 6 * 7'"))
                .containsPattern("worker-1 +ok .* 42\nworker-2 +ok .* 42\nworker-3 +ok .* 42");
        assertThat(shell.run("vm:list 'worker-*'")).hasLineCount(4);
        assertThat(shell.run("vm:remove 'worker-*'")).isEqualTo("removed worker-1, worker-2, worker-3");
    }

    @Test
    public void forksTheConfigurationButNotTheGlobals() throws Exception {
        shell.run("vm:create a --memory 64M; vm:execute a 'x = 1'; vm:fork a b");

        assertThat(shell.run("vm:execute b 'return x'")).isEqualTo("nil\n");
        assertThat(shell.run("vm:info b")).contains("memory 64M");
    }

    @Test
    public void printsJsonForPrograms() throws Exception {
        shell.run("vm:create v");

        assertThat(shell.run("vm:execute v 'return 1, \"a\"' --json"))
                .contains("\"outcome\" : \"ok\"", "\"stdout\" : \"1\\ta\\n\"");
        assertThat(shell.run("vm:list --json")).contains("\"id\" : \"v\"", "\"enforced\" : ");
        assertThat(shell.run("vm:engines --json")).contains("\"usable\" : true");
        assertThat(shell.run("vm:statistics --json")).contains("\"live\" : 1");
    }

    @Test
    public void doctorTriesAVmAndLeavesNoneBehind() throws Exception {
        String report = shell.run("luarium:doctor");

        assertThat(report)
                .contains("Java ", "created, answered and removed one on ", "Enforced for a VM of the default profile");
        assertThat(manager.list()).isEmpty();
    }

    @Test
    public void benchmarkShowsOursBesideTheFloorAndLeavesNoVmBehind() throws Exception {
        String table = shell.run("luarium:benchmark --quick");

        assertThat(table.lines().toList())
                .hasSize(5)
                .anyMatch(line -> line.matches("execute +[0-9.]+ µs +[0-9.]+ µs +[0-9.]+x .*"))
                .anyMatch(line -> line.matches("create, pool off +[0-9.]+ µs +[0-9.]+ µs +[0-9.]+x .*"))
                .anyMatch(line -> line.startsWith("pool take: the pool is off"))
                .anyMatch(line -> line.matches("output +[0-9.]+ MB/s +[0-9.]+ MB/s +[0-9.]+x .*"));
        assertThat(manager.list()).isEmpty();
    }

    @Test
    public void ctrlCInterruptsTheScriptAndNotTheShell() throws Exception {
        // Of the default grace a busy machine leaves too little.
        Limits limits = Limits.builder().grace(Duration.ofSeconds(10)).build();
        manager.create(VmConfig.builder("v")
                .confinement(
                        Confinement.builder(Profile.STANDARD).limits(limits).build())
                .build());
        shell.run("vm:execute v 'x = 42'");
        CompletableFuture<Void> running =
                CompletableFuture.runAsync(() -> shell.failure("vm:execute v 'while true do end'"));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> manager.get("v").info().state().toString().equals("BUSY"));

        Job job = shell.session().foregroundJob();
        job.interrupt();
        running.get(10, TimeUnit.SECONDS);

        await().atMost(Duration.ofSeconds(10))
                .until(() -> manager.get("v").info().state().toString().equals("READY"));
        assertThat(shell.run("vm:execute v 'return x'")).isEqualTo("42\n");
    }

    @Test
    public void anotherSessionInterruptsAScript() throws Exception {
        shell.run("vm:create v");
        CompletableFuture<Exception> running =
                CompletableFuture.supplyAsync(() -> shell.failure("vm:execute v 'while true do end'"));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> manager.get("v").info().state().toString().equals("BUSY"));

        try (ShellSession other = new ShellSession(processor)) {
            assertThat(other.run("vm:interrupt v")).isEqualTo("interrupted v");
        }

        assertThat(running.get(10, TimeUnit.SECONDS)).asString().startsWith("VM v: interrupted: ");
        assertThat(shell.run("vm:interrupt v")).isEqualTo("nothing was running in v");
    }

    @Test
    public void tellsDuplicateAndInvalidIds() throws Exception {
        shell.run("vm:create v");

        assertFails("vm:create v", "vm:create: a VM with the id 'v' exists already")
                .hasCauseInstanceOf(VmAlreadyExistsException.class);
        assertFails("vm:create ''", "vm:create: '' is not an id");
        assertFails("vm:create 'a b'", "vm:create: 'a b' is not an id");
        assertFails("vm:create " + "x".repeat(65), "vm:create: 'x");
        assertFails("vm:create '\u001b[2J'", "vm:create: '");
    }

    @Test
    public void tellsFilesThatCannotBeRun() throws Exception {
        shell.run("vm:create v");

        assertFails("vm:run v /no/such/file.lua", "vm:run: there is no file /no/such/file.lua");
        assertFails("vm:run v /", "vm:run: / is a directory");
        assertFails("vm:create other --engine /no/such/lua", "vm:create: ")
                .hasCauseInstanceOf(LuaNotFoundException.class);
        assertFails("vm:create other --engine /bin/true", "vm:create: ").hasCauseInstanceOf(LuaNotFoundException.class);
    }

    @Test
    public void tellsErrorsInTheCodeWithTheirLine() throws Exception {
        shell.run("vm:create v");

        assertFails("vm:execute v 'x = 1\ny = = 2'", "VM v: ").asString().contains(":2:");
        assertFails("vm:execute v 'x = 1\n\nerror(\"boom\")'", "VM v: ")
                .asString()
                .contains(":3: boom");
        assertThat(shell.run("vm:execute v '-- a comment\nreturn 1'")).isEqualTo("1\n");
    }

    @Test
    public void tellsCodeThatIsTooLarge() throws Exception {
        shell.run("vm:create v");
        shell.session().put("code", "-- " + "x".repeat(64 << 20));

        assertFails("vm:execute v $code", "vm:execute: ").hasCauseInstanceOf(FrameTooLargeException.class);
        assertThat(shell.run("vm:execute v 'return 1'")).isEqualTo("1\n");
    }

    @Test
    public void tellsLimitsByTheirNames() throws Exception {
        shell.run("vm:create v --memory 64M");

        assertFails("vm:execute v 'while true do end' --timeout 200ms", "VM v: timeout: ");
        assertFails("vm:execute v 'return (\"x\"):rep(1e9)'", "VM v: ")
                .asString()
                .contains("memory");
        assertFails("vm:execute v 'os.exit(3)'", "VM v: exited: ").asString().contains("3");
        shell.run("vm:reset v");
        assertThat(((ExecutionResult) shell.value("vm:execute v 'os.exit(3)' --result")).exitCode())
                .isEqualTo(3);
    }

    @Test
    public void tellsWhatIsMissingOrTooMuch() throws Exception {
        shell.run("vm:create v");

        assertFails("vm:execute", "vm:execute: ID is missing; usage: vm:execute ID CODE [options]");
        assertFails("vm:execute v", "vm:execute: CODE is missing; usage: ");
        assertFails("vm:execute v return 1", "vm:execute: '1' is one word too many");
        assertFails("vm:create w --memory lots", "vm:create: --memory: 'lots' is not a size");
        assertFails("vm:create w --fast", "vm:create: there is no option --fast; there are ");
    }

    /** One line for people: no stack trace, no class names, nothing on the streams. */
    private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
            String line, String beginning) {
        Exception failure = shell.failure(line);
        assertThat(failure.toString()).startsWith(beginning).doesNotContain("\n", "\u001b", "org.luarium", "java.");
        assertThat(shell.out()).isEmpty();
        assertThat(shell.err()).isEmpty();
        return assertThat(failure);
    }
}
