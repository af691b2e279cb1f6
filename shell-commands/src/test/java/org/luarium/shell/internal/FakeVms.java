// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.ConfinementReport.Control;
import org.luarium.isolate.ExitStatus;
import org.luarium.isolate.Isolate;
import org.luarium.shell.internal.syntax.Glob;
import org.luarium.value.LuaValue;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.HostModule;
import org.luarium.vm.LuaError;
import org.luarium.vm.OrphanScript;
import org.luarium.vm.Outcome;
import org.luarium.vm.OutputListener;
import org.luarium.vm.Script;
import org.luarium.vm.StackProfile;
import org.luarium.vm.Usage;
import org.luarium.vm.Vm;
import org.luarium.vm.VmAlreadyExistsException;
import org.luarium.vm.VmCluster;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmInfo;
import org.luarium.vm.VmScope;
import org.luarium.vm.VmState;
import org.luarium.vm.VmStatistics;

/**
 * VMs without processes, for tests of words and of what is printed. Instead of Lua they understand {@code write TEXT}, {@code warn TEXT},
 * {@code return VALUE}, {@code error TEXT}, {@code flood} and {@code read}.
 */
final class FakeVms implements VmScope {
    static final EngineInfo ENGINE = new EngineInfo(
            "lua5.4",
            EngineInfo.Kind.EXTERNAL,
            "Lua 5.4.6",
            "5.4",
            Optional.of(Path.of("/usr/bin/lua5.4")),
            EngineInfo.Interrupt.ONCE,
            "");
    static final EngineInfo REJECTED = new EngineInfo(
            "lua",
            EngineInfo.Kind.EXTERNAL,
            "",
            "",
            Optional.of(Path.of("/usr/bin/lua")),
            EngineInfo.Interrupt.NONE,
            "is not Lua\n\u001b[2Jreally");

    static final List<StackProfile.Stack> STACKS =
            List.of(new StackProfile.Stack("script;hot (script:1)", 9), new StackProfile.Stack("script", 1));

    final Map<String, FakeVm> vms = new TreeMap<>();
    final List<Script> scripts = new ArrayList<>();
    final CountDownLatch flooding = new CountDownLatch(1);

    @Override
    public Vm create(VmConfig config) {
        FakeVm vm = new FakeVm(config);
        if (vms.putIfAbsent(config.id(), vm) != null) {
            throw new VmAlreadyExistsException(config.id());
        }
        return vm;
    }

    @Override
    public CompletableFuture<Vm> createAsync(VmConfig config) {
        return CompletableFuture.completedFuture(create(config));
    }

    @Override
    public Optional<Vm> find(String id) {
        return Optional.ofNullable(vms.get(id));
    }

    @Override
    public List<VmInfo> list() {
        return vms.values().stream().map(FakeVm::info).toList();
    }

    @Override
    public Map<String, ExecutionResult> broadcast(String glob, Script script) {
        Map<String, ExecutionResult> results = new TreeMap<>();
        vms.values().stream()
                .filter(vm -> Glob.of(glob).test(vm.id()))
                .forEach(vm -> results.put(vm.id(), vm.execute(script)));
        return results;
    }

    @Override
    public VmCluster createCluster(String name, int size, VmConfig template) {
        List<Vm> members = IntStream.rangeClosed(1, size)
                .mapToObj(i -> create(template.toBuilder().id(name + "-" + i).build()))
                .toList();
        return new FakeCluster(name, members);
    }

    @Override
    public VmStatistics statistics() {
        return new VmStatistics(vms.size(), 0, 0, 0, 7, 5, 1, 12, 2, 1);
    }

    @Override
    public List<EngineInfo> engines() {
        return List.of(ENGINE, REJECTED);
    }

    @Override
    public EngineInfo engine(String requested) {
        return ENGINE;
    }

    @Override
    public VmScope scope(boolean debug) {
        return new FakeVms();
    }

    @Override
    public void close() {
        vms.clear();
    }

    /** A VM that does what a few words say. */
    final class FakeVm implements Vm {
        final VmConfig config;
        boolean debug;
        int resets;
        Duration sampled = Duration.ZERO;

        FakeVm(VmConfig config) {
            this.config = config;
        }

        @Override
        public String id() {
            return config.id();
        }

        @Override
        public VmInfo info() {
            return new VmInfo(
                    id(),
                    VmState.READY,
                    4711,
                    config,
                    ENGINE,
                    "org.luarium.shell-commands",
                    Instant.parse("2026-01-02T03:04:05.678Z"),
                    Instant.parse("2026-01-02T03:04:06.789Z"),
                    3,
                    new Usage(Duration.ofSeconds(9), Duration.ofMillis(12), 2_516_582),
                    new ConfinementReport(
                            config.confinement().profile(),
                            List.of(
                                    new Control("memory", "512M", "rlimit", "read back"),
                                    new Control("network", "none", ConfinementReport.NOT_ENFORCED, "-"))),
                    Optional.empty(),
                    "",
                    Optional.empty(),
                    Optional.empty());
        }

        @Override
        public Isolate isolate() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ExecutionResult execute(Script script) {
            scripts.add(script);
            String code = script.kind() == Script.Kind.FILE
                    ? (script.file().orElseThrow().endsWith("fails.lua") ? "error" : "write") + " file "
                            + script.file().orElseThrow() + " " + script.arguments()
                    : new String(script.code(), StandardCharsets.UTF_8);
            String rest = code.substring(code.indexOf(' ') + 1);
            return switch (code.substring(0, code.length() - rest.length()).strip()) {
                case "write" -> output(script, OutputListener.Stream.STDOUT, rest);
                case "warn" -> output(script, OutputListener.Stream.STDERR, rest);
                case "return" -> ok(List.of(LuaValue.of(rest)), "");
                case "error" -> failed(rest);
                default -> special(script, code);
            };
        }

        @Override
        public StackProfile profile(Script script) {
            ExecutionResult result = execute(script);
            return new StackProfile(id(), STACKS, StackProfile.Unit.INSTRUCTIONS, 100, 1, Optional.of(result));
        }

        @Override
        public StackProfile profile(Duration time) {
            sampled = time;
            return new StackProfile(id(), STACKS, StackProfile.Unit.MILLISECONDS, 5, 2, Optional.empty());
        }

        private ExecutionResult special(Script script, String code) {
            return switch (code) {
                case "flood" -> flood(script);
                case "pair" -> ok(List.of(LuaValue.of(1), LuaValue.of("b\u001b")), "");
                case "arguments" -> ok(List.of(LuaValue.of(script.arguments().toString())), "");
                case "exit" ->
                    ExecutionResult.builder(id(), Outcome.EXITED)
                            .usage(new Usage(Duration.ofMillis(5), Duration.ZERO, 0))
                            .exit(new ExitStatus(OptionalInt.of(3), OptionalInt.empty(), Duration.ZERO, 0))
                            .error(new LuaError("the process ended with exit code 3", "", LuaValue.nil()))
                            .stateLost(true)
                            .build();
                default -> ok(List.of(), "");
            };
        }

        private ExecutionResult output(Script script, OutputListener.Stream stream, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            script.output().ifPresent(listener -> listener.output(stream, bytes));
            return ok(List.of(), script.output().isPresent() ? "" : text);
        }

        private ExecutionResult flood(Script script) {
            byte[] line = "flood\n".getBytes(StandardCharsets.UTF_8);
            while (!Thread.currentThread().isInterrupted()) {
                script.output().orElseThrow().output(OutputListener.Stream.STDOUT, line);
                flooding.countDown();
            }
            script.output()
                    .orElseThrow()
                    .output(OutputListener.Stream.STDOUT, "last\n".getBytes(StandardCharsets.UTF_8));
            return ExecutionResult.builder(id(), Outcome.INTERRUPTED)
                    .usage(new Usage(Duration.ofMillis(5), Duration.ZERO, 0))
                    .error(new LuaError("interrupted", "stack traceback:", LuaValue.nil()))
                    .stateLost(true)
                    .build();
        }

        private ExecutionResult ok(List<LuaValue> values, String stdout) {
            return ExecutionResult.builder(id(), Outcome.OK)
                    .values(values)
                    .output(stdout.getBytes(StandardCharsets.UTF_8), new byte[0])
                    .usage(new Usage(Duration.ofNanos(1_230_000), Duration.ofMillis(1), 1 << 20))
                    .build();
        }

        private ExecutionResult failed(String message) {
            return ExecutionResult.builder(id(), Outcome.LUA_ERROR)
                    .error(new LuaError(message, "stack traceback:\n\tin main", LuaValue.of(message)))
                    .usage(new Usage(Duration.ofMillis(5), Duration.ZERO, 0))
                    .build();
        }

        @Override
        public CompletableFuture<ExecutionResult> executeAsync(Script script) {
            return CompletableFuture.completedFuture(execute(script));
        }

        @Override
        public void provide(String module, HostModule functions) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void makeAvailable(String module, Duration wait) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean interrupt() {
            return false;
        }

        @Override
        public void reset(String environment) {
            reset();
        }

        @Override
        public Optional<OrphanScript> orphan() {
            return Optional.empty();
        }

        @Override
        public void reset() {
            resets++;
        }

        @Override
        public Vm fork(String newId) {
            return create(config.toBuilder().id(newId).build());
        }

        @Override
        public void debug(boolean on) {
            debug = on;
        }

        @Override
        public CompletionStage<VmInfo> onExit() {
            return new CompletableFuture<>();
        }

        @Override
        public void close() {
            vms.remove(id());
        }
    }

    private record FakeCluster(String name, List<Vm> vms) implements VmCluster {
        @Override
        public Map<String, CompletableFuture<ExecutionResult>> broadcastAsync(Script script) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, ExecutionResult> broadcast(Script script) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, VmState> status() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            vms.forEach(Vm::close);
        }
    }
}
