// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.luarium.core.internal.vm.AttackResult.Verdict;
import org.luarium.core.internal.vm.AttackSetup.Level;
import org.luarium.core.internal.vm.AttackSetup.Variant;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.IsolateException;
import org.luarium.isolate.Profile;
import org.luarium.value.LuaValue;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaProcessException;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;

/**
 * Tries every attack in every setup and judges it by what happened outside. A JVM of its own, with a canary in its environment, for {@link AttackTest}.
 *
 * <p>Arguments: a folder, the file for the results, and the levels. Each of two workers has a scene and a host of VMs to itself, so that each damage has one author.
 */
final class AttackRun {
    private static final Duration SLACK = Duration.ofSeconds(4);
    private static final int WORKERS = 2;
    private static final List<String> TRACES = List.of("PWNED", "CANARY", "NATIVE-RAN", "uid=");
    private static final List<String> MODULES = List.of("ffi", "lfs", "posix.signal", "socket");

    private final List<CorpusAttack> attacks = CorpusAttack.all();
    private final Path folder;
    private final Map<String, Engine> engines = new TreeMap<>();

    /** What an engine can do here when nothing keeps it from that. */
    private record Engine(Set<String> modules, Set<Integer> compiling) {}

    private AttackRun(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        List<Level> levels =
                Arrays.stream(arguments).skip(2).map(Level::valueOf).toList();
        Path folder = Path.of(arguments[0]);
        List<AttackResult> results = new AttackRun(folder).run(levels);
        Files.write(
                Path.of(arguments[1]), results.stream().map(AttackResult::line).toList());
        System.exit(0);
    }

    private List<AttackResult> run(List<Level> levels) throws Exception {
        try (TestHost host = host(Level.OFF, "engines")) {
            for (EngineInfo info : host.manager().engines()) {
                if (info.usable()
                        && Arrays.stream(Variant.values())
                                .anyMatch(each -> each.engine().equals(info.name()))) {
                    engines.put(info.name(), explore(host, info.name()));
                }
            }
        }
        ConcurrentLinkedQueue<AttackSetup> waiting = new ConcurrentLinkedQueue<>(AttackSetup.all(levels));
        waiting.removeIf(setup -> !engines.containsKey(setup.variant().engine()));
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Future<List<AttackResult>>> parts = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                Path own = folder.resolve("scene" + i);
                parts.add(workers.submit(() -> work(waiting, own)));
            }
            List<AttackResult> results = new ArrayList<>();
            for (Future<List<AttackResult>> part : parts) {
                results.addAll(part.get());
            }
            return results;
        } finally {
            workers.shutdownNow();
        }
    }

    private TestHost host(Level level, String name) throws IOException {
        return new TestHost(
                "fifo", HostConfig.defaults(), Files.createDirectories(folder.resolve("host-" + name)), level.tier());
    }

    private Engine explore(TestHost host, String engine) {
        try (Vm vm = host.manager()
                .create(VmConfig.builder("explorer")
                        .engine(engine)
                        .confinement(Confinement.builder(Profile.TRUSTED)
                                .mode(Confinement.Mode.OFF)
                                .build())
                        .build())) {
            Set<String> modules = new TreeSet<>();
            for (String module : MODULES) {
                if (vm.execute("return (pcall(require, '" + module + "'))")
                        .value()
                        .asBoolean()) {
                    modules.add(module);
                }
            }
            Set<Integer> compiling = new TreeSet<>();
            for (CorpusAttack attack : attacks) {
                Script compile = Script.of("local code = ... return (loadstring or load)(code) ~= nil")
                        .withArguments(List.of(LuaValue.of(attack.code()
                                .replace("@PORT@", "1")
                                .replace("@BIND@", "1")
                                .replace("@VICTIM@", "1"))));
                if (vm.execute(compile).value().asBoolean()) {
                    compiling.add(attack.id());
                }
            }
            return new Engine(modules, compiling);
        }
    }

    private List<AttackResult> work(ConcurrentLinkedQueue<AttackSetup> waiting, Path own) throws Exception {
        List<AttackResult> results = new ArrayList<>();
        try (AttackScene scene = new AttackScene(own)) {
            for (AttackSetup setup = waiting.poll(); setup != null; setup = waiting.poll()) {
                long began = System.nanoTime();
                try (TestHost host = host(setup.level(), setup.level() + "-" + setup.variant())) {
                    for (CorpusAttack attack : attacks) {
                        String obstacle = obstacle(setup, attack, scene);
                        results.add(
                                obstacle.isEmpty()
                                        ? attack(host, setup, attack, scene)
                                        : new AttackResult(setup, attack.id(), Verdict.NOT_RUN, obstacle));
                    }
                }
                System.out.printf(Locale.ROOT, "%s: %d ms%n", setup, (System.nanoTime() - began) / 1_000_000);
            }
        }
        return results;
    }

    /** Why an attack would attack nothing, even if nothing kept it from that. */
    private String obstacle(AttackSetup setup, CorpusAttack attack, AttackScene scene) throws IOException {
        Engine engine = engines.get(setup.variant().engine());
        if (engine == null || !engine.compiling().contains(attack.id())) {
            return "does not compile";
        }
        if (!engine.modules().containsAll(attack.modules())) {
            return "needs module " + String.join(", ", attack.modules());
        }
        if (attack.asksForFfiOnly()
                && setup.variant().full()
                && engine.modules().contains("ffi")) {
            return "ffi was given";
        }
        if (attack.needsLibrary() && !scene.hasLibrary()) {
            return "needs a compiler of C";
        }
        if (attack.fillsTheDisk() && setup.level().sharesFiles() && !scene.hasRoom()) {
            return "the disk is too full";
        }
        return "";
    }

    private static AttackResult attack(TestHost host, AttackSetup setup, CorpusAttack attack, AttackScene scene)
            throws Exception {
        String code = scene.aim(attack, setup.level().sharesFiles());
        List<String> signs = new ArrayList<>();
        Vm vm = host.manager().create(setup.config("attacker"));
        requireControl(vm, setup + " before " + attack);
        long spawner = ProcessHandle.of(vm.info().pid())
                .flatMap(ProcessHandle::parent)
                .orElseThrow()
                .pid();
        Duration bound = setup.bound(attack);
        boolean floods = attack.category().equals("out");
        long heap = floods ? heap() : 0;
        long began = System.nanoTime();
        String seen = execute(vm, code, bound);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        if (floods && heap() - heap > 12L << 20) {
            signs.add("the heap of the host grew by " + ((heap() - heap) >> 20) + " MiB");
        }
        if (took.compareTo(bound.plus(SLACK)) > 0) {
            signs.add("ended after " + took);
        }
        TRACES.stream().filter(seen::contains).forEach(trace -> signs.add("printed " + trace));
        vm = controlled(host, setup, vm, attack);
        vm.close();
        String left = leftOver(spawner);
        if (!left.isEmpty()) {
            signs.add(left);
        }
        signs.addAll(scene.damage());
        scene.reset();
        return new AttackResult(
                setup,
                attack.id(),
                signs.isEmpty() ? Verdict.SAFE : Verdict.ESCAPED,
                signs.isEmpty() ? seen.substring(0, Math.min(160, seen.length())) : String.join("; ", signs));
    }

    private static String execute(Vm vm, String code, Duration bound) {
        try {
            ExecutionResult result = vm.execute(
                    Script.of(code).withName("=attack").withTimeout(bound).withCpuTime(bound));
            return result.outcome() + " "
                    + new String(result.stdoutBytes(), StandardCharsets.ISO_8859_1)
                    + new String(result.stderrBytes(), StandardCharsets.ISO_8859_1)
                    + result.error()
                            .map(error -> error.message() + " " + error.value())
                            .orElse("");
        } catch (IsolateException | LuaProcessException e) {
            return e.toString();
        }
    }

    /** A VM that cannot run anything is not safe, it is broken. */
    private static void requireControl(Vm vm, String when) {
        long answer = vm.execute(Script.of("return 6 * 7").withTimeout(Duration.ofSeconds(10)))
                .value()
                .asLong();
        if (answer != 42) {
            throw new IllegalStateException("broken: " + when);
        }
    }

    /** After an attack the same VM answers, or another of the same kind where it took its own process down. */
    private static Vm controlled(TestHost host, AttackSetup setup, Vm vm, CorpusAttack attack) {
        try {
            requireControl(vm, setup + " after " + attack);
            return vm;
        } catch (RuntimeException e) {
            vm.close();
            Vm next = host.manager().create(setup.config("attacker"));
            requireControl(next, setup + " after " + attack);
            return next;
        }
    }

    private static String leftOver(long spawner) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        Set<Long> left = Accounting.descendants(spawner);
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(5);
            left = Accounting.descendants(spawner);
        }
        left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        return left.isEmpty() ? "" : "left a process behind";
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
