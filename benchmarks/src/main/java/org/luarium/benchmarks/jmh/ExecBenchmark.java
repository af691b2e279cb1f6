// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.jmh;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.luarium.benchmarks.measure.Host;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.HostModule;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Calls of a warm VM, with a real process. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ExecBenchmark {
    private final Script small = Script.of("return 1+1");
    private final Script callback = Script.of("return host.same(1)");
    private @Nullable Host host;
    private @Nullable Vm vm;

    @Setup
    public void start() throws IOException {
        Host started = Host.create(0);
        Vm created = started.manager().create(Host.config("jmh"));
        created.provide(
                "host",
                HostModule.builder()
                        .simple("same", arguments -> arguments.get(0))
                        .build());
        host = started;
        vm = created;
    }

    @TearDown
    public void stop() {
        if (host != null) {
            host.close();
        }
    }

    private Vm vm() {
        if (vm == null) {
            throw new IllegalStateException("JMH has not called start()");
        }
        return vm;
    }

    /** The smallest chunk. */
    @Benchmark
    public ExecutionResult execute() {
        return vm().execute(small);
    }

    /** A chunk that calls a Java function once. */
    @Benchmark
    public ExecutionResult executeWithCallback() {
        return vm().execute(callback);
    }

    /** A function of Lua's library with typed arguments. */
    @Benchmark
    public LuaValue call() {
        return vm().call("math.max", LuaValue.of(1L), LuaValue.of(2L));
    }
}
