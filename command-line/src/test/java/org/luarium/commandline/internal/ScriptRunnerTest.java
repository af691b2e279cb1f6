// SPDX-License-Identifier: Apache-2.0
package org.luarium.commandline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaError;
import org.luarium.vm.LuaNotFoundException;
import org.luarium.vm.Outcome;
import org.luarium.vm.OutputListener.Stream;
import org.luarium.vm.Script;
import org.luarium.vm.Usage;

@Timeout(30)
final class ScriptRunnerTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicReference<Runnable> stop = new AtomicReference<>();
    private FakeManager manager = new FakeManager(script -> result(Outcome.OK).build());

    @TempDir
    private Path directory;

    @Test
    void passesOutputOnByteForByte() {
        byte[] bytes = {(byte) 0xff, 0, '\n', (byte) 0xc3};
        behave(script -> {
            script.output().orElseThrow().output(Stream.STDOUT, bytes);
            script.output().orElseThrow().output(Stream.STDERR, "oops".getBytes(StandardCharsets.UTF_8));
            return result(Outcome.OK).build();
        });

        assertThat(execute("x")).isZero();
        assertThat(out.toByteArray()).isEqualTo(bytes);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("oops");
    }

    @Test
    void printsTheTracebackOfAnErrorWithoutControlBytes() {
        behave(script -> result(Outcome.LUA_ERROR)
                .error(new LuaError("=execute:1: a\u001b[31mb", "stack traceback:\n\t[C]: in ?", LuaValue.nil()))
                .build());

        assertThat(execute("error()")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("luarium: =execute:1: a?[31mb\nstack traceback:\n\t[C]: in ?\n");
    }

    @ParameterizedTest
    @CsvSource({
        "TIMEOUT, 124, --timeout",
        "MEMORY_LIMIT, 137, --memory",
        "CPU_LIMIT, 137, --timeout",
        "INTERRUPTED, 130, why"
    })
    void saysWhyAScriptWasStoppedAndWhatHelps(Outcome outcome, int code, String hint) {
        behave(script ->
                result(outcome).error(new LuaError("why", "", LuaValue.nil())).build());

        assertThat(execute("x")).isEqualTo(code);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("luarium: why")
                .contains(hint)
                .hasLineCount(1);
    }

    @Test
    void readsCodeFromStandardInput() {
        AtomicReference<String> seen = new AtomicReference<>();
        behave(script -> {
            seen.set(new String(script.code(), StandardCharsets.UTF_8));
            return result(Outcome.OK).build();
        });
        InputStream input = new ByteArrayInputStream("return 'ü'".getBytes(StandardCharsets.UTF_8));

        int code = new ScriptRunner(manager, new Console(input, out, err, false))
                .run(request("execute", Map.of(), new byte[] {'-'}));

        assertThat(code).isZero();
        assertThat(seen.get()).isEqualTo("return 'ü'");
    }

    @Test
    void refusesMoreCodeThanAVmTakes() {
        InputStream input = new ByteArrayInputStream(new byte[(16 << 20) + 1]);

        int code = new ScriptRunner(manager, new Console(input, out, err, false))
                .run(request("execute", Map.of(), new byte[] {'-'}));

        assertThat(code).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("larger than 16 MiB");
    }

    @Test
    void saysInOneLineWhyThereIsNoVm() {
        manager.failure = new LuaNotFoundException("there is no Lua", List.of());

        assertThat(execute("x")).isEqualTo(125);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("luarium: there is no Lua\n");
    }

    @Test
    void closesItsVm() {
        execute("x");

        assertThat(manager.vm.closed).isTrue();
    }

    @Test
    void limitsExecuteAsTheProfileDoes() {
        execute("x");

        assertThat(manager.config.confinement().profile()).isEqualTo(Profile.STANDARD);
        assertThat(limits().wallTime()).contains(Duration.ofMinutes(2));
        assertThat(limits().cpuTime()).contains(Duration.ofMinutes(1));
    }

    @Test
    void letsAFileRunAsLongAsItTakes() throws IOException {
        run(Map.of(), script().toString());

        assertThat(limits().wallTime()).isEmpty();
        assertThat(limits().cpuTime()).isEmpty();
        assertThat(limits().memoryBytes()).isEqualTo(OptionalLong.of(512L << 20));
    }

    @Test
    void keepsTheLimitsOfUntrustedFiles() throws IOException {
        run(Map.of("profile", "untrusted"), script().toString());

        assertThat(limits().wallTime()).contains(Duration.ofSeconds(10));
    }

    @Test
    void takesAGivenTimeInPlaceOfEveryOtherLimitOfTime() throws IOException {
        run(Map.of("timeout", Duration.ofMinutes(3), "memory", 64L << 20), script().toString());

        assertThat(limits().wallTime()).contains(Duration.ofMinutes(3));
        assertThat(limits().cpuTime()).isEmpty();
        assertThat(limits().memoryBytes()).isEqualTo(OptionalLong.of(64L << 20));
    }

    @Test
    void makesTheFileAndArgumentsThatAreFilesReadable() throws IOException {
        Path data = Files.createFile(directory.resolve("data"));

        run(Map.of(), script().toString(), data.toString(), "", "not-a-file", "a\0b");

        assertThat(manager.config.confinement().readable()).containsExactlyInAnyOrder(script(), data);
    }

    @Test
    void makesNoFolderReadableThatIsOnlyAnArgument() throws IOException {
        run(Map.of(), script().toString(), directory.toString());

        assertThat(manager.config.confinement().readable()).containsExactly(script());
    }

    @Test
    void givesWhatIsNamedToRead() throws IOException {
        Path data = Files.createFile(directory.resolve("data"));

        run(Map.of("readable", data + File.pathSeparator + directory), script().toString());

        assertThat(manager.config.confinement().readable()).containsExactlyInAnyOrder(script(), data, directory);
    }

    @Test
    void takesTheModeOrLeavesItToTheProfile() {
        execute("x");
        assertThat(manager.config.confinement().mode()).isEqualTo(Confinement.Mode.PREFERRED);

        run("execute", Map.of("sandbox", "required"), new byte[0]);
        assertThat(manager.config.confinement().mode()).isEqualTo(Confinement.Mode.REQUIRED);

        run("execute", Map.of("profile", "untrusted"), new byte[0]);
        assertThat(manager.config.confinement().mode()).isEqualTo(Confinement.Mode.REQUIRED);
    }

    @ParameterizedTest
    @CsvSource({
        "/no/such, there is no file or folder /no/such",
        "/tmp:, there is an empty path",
        "/tmp/.., not all files at once; profile trusted sees those of the host"
    })
    void saysInOneLineWhatCannotBeRead(String paths, String message) {
        assertThat(run("execute", Map.of("readable", paths), new byte[0])).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("luarium: --readable: " + message + "\n");
    }

    @Test
    void givesArgumentsAsTheBytesTheyAre() throws IOException {
        AtomicReference<List<LuaValue>> seen = new AtomicReference<>();
        behave(script -> {
            seen.set(script.arguments());
            return result(Outcome.OK).build();
        });

        run("run", Map.of(), script().toString().getBytes(StandardCharsets.UTF_8), new byte[] {(byte) 0xff});

        assertThat(seen.get()).containsExactly(LuaValue.of(new byte[] {(byte) 0xff}));
    }

    @Test
    void refusesWhatIsNoFile() {
        assertThat(run(Map.of(), directory.resolve("missing.lua").toString())).isEqualTo(2);
        assertThat(run(Map.of(), directory.toString())).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .containsPattern("cannot run .*missing.lua: there is no such file\n.*: it is a directory\n");
    }

    @Test
    void endsQuietlyWhenNobodyReadsItsOutput() {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        manager = new FakeManager(script -> {
            try {
                script.output().orElseThrow().output(Stream.STDOUT, new byte[1]);
            } catch (RuntimeException e) {
                return result(Outcome.INTERRUPTED).build();
            }
            return result(Outcome.OK).build();
        });
        Console console = new Console(new ByteArrayInputStream(new byte[0]), closed, err, false);

        int code = new ScriptRunner(manager, console).run(request("execute", Map.of(), new byte[0]));

        assertThat(code).isEqualTo(141);
        assertThat(err.size()).isZero();
    }

    @Test
    void doesNotBeginWhenItWasStoppedBefore() {
        behave(script -> {
            throw new AssertionError("it began");
        });
        stop.set(() -> {});

        assertThat(execute("x")).isEqualTo(130);
        assertThat(manager.vm.closed).isTrue();
    }

    @Test
    void interruptsARunningScriptWhenItIsStopped() throws Exception {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        behave(script -> {
            begun.complete(null);
            try {
                boolean heard = manager.vm.interrupted.await(10, TimeUnit.SECONDS);
                return result(heard ? Outcome.INTERRUPTED : Outcome.OK).build();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });

        CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> execute("x"));
        begun.get(10, TimeUnit.SECONDS);
        stop.get().run();

        assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo(130);
    }

    private void behave(Function<Script, ExecutionResult> behaviour) {
        manager = new FakeManager(behaviour);
    }

    private static ExecutionResult.Builder result(Outcome outcome) {
        return ExecutionResult.builder("fake", outcome).usage(new Usage(Duration.ZERO, Duration.ZERO, 0));
    }

    private Path script() throws IOException {
        Path file = directory.resolve("script.lua");
        return Files.exists(file) ? file : Files.createFile(file);
    }

    private Limits limits() {
        return manager.config.confinement().limits();
    }

    private int execute(String code) {
        return run("execute", Map.of(), code.getBytes(StandardCharsets.UTF_8));
    }

    private int run(Map<String, Object> options, String... operands) {
        return run(
                "run",
                options,
                Arrays.stream(operands)
                        .map(operand -> operand.getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new));
    }

    private int run(String verb, Map<String, Object> options, byte[]... operands) {
        Console console = new Console(new ByteArrayInputStream(new byte[0]), out, err, false);
        return new ScriptRunner(manager, console).run(request(verb, options, operands));
    }

    private Request request(String verb, Map<String, Object> options, byte[]... operands) {
        Map<String, Object> entries = new HashMap<>(options);
        entries.put("verb", verb);
        entries.put("operands", List.of(operands));
        entries.put("stop", stop);
        return new Request(entries);
    }
}
