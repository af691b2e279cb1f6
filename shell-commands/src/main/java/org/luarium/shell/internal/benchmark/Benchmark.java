// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.Lifetime;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmManager;

/**
 * Measures what a machine makes of Luarium, each time in turns with the least that could do the same.
 *
 * <p>Machines change their speed from second to second, so only the ratio of figures of one run means anything, and of several medians the best is
 * taken. The thorough measurement with floors in C is the module {@code benchmarks}.
 */
public final class Benchmark {
    private static final String ID = "luarium-benchmark";
    private static final String CODE = "return 1+1";
    private static final int LINES = 200_000;
    private static final int LINE = 100;
    private static final String PRINT =
            "local x = string.rep('x', " + (LINE - 1) + ") for i = 1, " + LINES + " do print(x) end";
    private static final double MICROS = 1e3;

    private final VmManager vms;
    private final int rounds;
    private final int calls;
    private final int starts;

    /** A measurement of about two seconds if it is quick, else of about ten. */
    public Benchmark(VmManager vms, boolean quick) {
        this(vms, quick ? 5 : 15, quick ? 1000 : 4000, quick ? 10 : 30);
    }

    Benchmark(VmManager vms, int rounds, int calls, int starts) {
        this.vms = vms;
        this.rounds = rounds;
        this.calls = calls;
        this.starts = starts;
    }

    /** Runs something and says how long it took, in nanoseconds. */
    private interface Work {
        double nanos() throws IOException;
    }

    /** Something to time. */
    private interface Step {
        void run() throws IOException;
    }

    public List<Figure> run() {
        Path script = null;
        try {
            script = Files.createTempFile("luarium-benchmark", ".lua");
            Files.writeString(script, EchoProcess.SCRIPT);
            return List.of(exec(script), create(script), pool(), output(script));
        } catch (IOException e) {
            throw new UncheckedIOException("the measurement failed: " + e.getMessage(), e);
        } finally {
            delete(script);
        }
    }

    private static void delete(@Nullable Path script) {
        try {
            if (script != null) {
                Files.deleteIfExists(script);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Figure exec(Path script) throws IOException {
        try (Vm vm = create()) {
            Script code = Script.of(CODE);
            byte[] line = EchoProcess.line(CODE);
            Work ours = () -> median(calls, () -> vm.execute(code).orThrow());
            return withFloor("execute", "minimal Java and Lua over pipes", ours, vm, script, process -> {
                process.execute(line);
                return () -> median(calls, () -> process.execute(line));
            });
        }
    }

    private Figure create(Path script) throws IOException {
        Optional<Path> interpreter;
        try (Vm vm = create()) {
            interpreter = interpreter(vm, script);
        }
        Work ours = () -> medianThen(starts, () -> {
            Vm vm = create();
            vm.execute(CODE).orThrow();
            return vm::close;
        });
        Optional<Work> floor = interpreter.map(path -> () -> medianThen(starts, () -> {
            EchoProcess process = new EchoProcess(path, script);
            process.execute(EchoProcess.line(CODE));
            return process::close;
        }));
        String work = vms.statistics().pooled() > 0 ? "create, pool on" : "create, pool off";
        return figure(work, "JDK starts Lua, to its first answer", ours, floor);
    }

    /** Taking a process that waits; without a pool there is nothing to take, and the line says so. */
    private Figure pool() throws IOException {
        if (vms.statistics().pooled() == 0) {
            return new Figure("pool take: the pool is off", "µs", Double.NaN, OptionalDouble.empty(), "-");
        }
        ConcurrentLinkedDeque<Integer> queue = new ConcurrentLinkedDeque<>();
        Work ours = () -> medianThen(starts, () -> {
            Vm vm = create();
            return vm::close;
        });
        Work floor = () -> median(starts, () -> {
            queue.add(1);
            queue.poll();
        });
        return figure("pool take", "a queue of the JDK", ours, Optional.of(floor));
    }

    private Figure output(Path script) throws IOException {
        try (Vm vm = create()) {
            LongAdder received = new LongAdder();
            Script code = Script.of(PRINT).withOutput((stream, bytes) -> received.add(bytes.length));
            byte[] line = EchoProcess.line(PRINT + " return ''");
            Work ours = () -> median(1, () -> vm.execute(code).orThrow());
            Figure time = withFloor(
                    "output",
                    "Java reads what Lua prints",
                    ours,
                    vm,
                    script,
                    process -> () -> median(1, () -> process.drain(line, (long) LINES * LINE + 1)));
            double megabytes = LINES * LINE;
            return new Figure(
                    "output",
                    "MB/s",
                    megabytes / time.ours(),
                    time.floor().isPresent()
                            ? OptionalDouble.of(megabytes / time.floor().getAsDouble())
                            : OptionalDouble.empty(),
                    time.against());
        }
    }

    private Vm create() {
        return vms.create(VmConfig.builder(ID)
                .confinement(Confinement.of(Profile.TRUSTED))
                .lifetime(Lifetime.HOST)
                .build());
    }

    /** Gives the floor that belongs to a process which is kept. */
    private interface Floor {
        Work of(EchoProcess process) throws IOException;
    }

    private Figure withFloor(String name, String against, Work ours, Vm vm, Path script, Floor floor)
            throws IOException {
        Optional<Path> interpreter = interpreter(vm, script);
        if (interpreter.isEmpty()) {
            return figure(name, against, ours, Optional.empty());
        }
        try (EchoProcess process = new EchoProcess(interpreter.get(), script)) {
            return figure(name, against, ours, Optional.of(floor.of(process)));
        }
    }

    /** The program that runs a VM, if it runs a script of ours too: the child JVM of the embedded engine does not. */
    private static Optional<Path> interpreter(Vm vm, Path script) {
        EngineInfo engine = vm.info().engine();
        if (engine.kind() == EngineInfo.Kind.EMBEDDED_JVM) {
            return Optional.empty();
        }
        return engine.executable().filter(path -> answers(path, script));
    }

    private static boolean answers(Path interpreter, Path script) {
        try (EchoProcess process = new EchoProcess(interpreter, script)) {
            process.execute(EchoProcess.line(CODE));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Figure figure(String work, String against, Work ours, Optional<Work> floor) throws IOException {
        double best = Double.MAX_VALUE;
        double lowest = Double.MAX_VALUE;
        for (int round = 0; round <= rounds; round++) {
            double mine = ours.nanos();
            double least = floor.isPresent() ? floor.get().nanos() : Double.NaN;
            // The first round warms up.
            if (round > 0) {
                best = Math.min(best, mine);
                lowest = Math.min(lowest, least);
            }
        }
        return new Figure(
                work,
                "µs",
                best / MICROS,
                floor.isPresent() ? OptionalDouble.of(lowest / MICROS) : OptionalDouble.empty(),
                floor.isPresent() ? against : "-");
    }

    private static double median(int count, Step step) throws IOException {
        return medianThen(count, () -> {
            step.run();
            return () -> {};
        });
    }

    /** Something to time that leaves something to do outside the time. */
    private interface Opening {
        Runnable run() throws IOException;
    }

    private static double medianThen(int count, Opening opening) throws IOException {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long began = System.nanoTime();
            Runnable rest = opening.run();
            nanos[i] = System.nanoTime() - began;
            rest.run();
        }
        Arrays.sort(nanos);
        return nanos[count / 2];
    }
}
