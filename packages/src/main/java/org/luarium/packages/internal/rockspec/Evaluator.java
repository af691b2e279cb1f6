// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.rockspec;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaError;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmManager;

/** Runs rockspecs in a confined process, one after the other. One that came to a bad end takes the process with it. */
final class Evaluator implements AutoCloseable {
    private static final Duration TIME = Duration.ofSeconds(1);
    private static final long MEMORY = 64L << 20;

    private final VmManager vms;
    private final String script;
    private final VmConfig config;
    private @Nullable Vm vm;

    Evaluator(VmManager vms, String script, String id, String dialect) {
        this.vms = vms;
        this.script = script;
        Limits limits = Confinement.of(Profile.UNTRUSTED).limits().toBuilder()
                .memoryBytes(MEMORY)
                .wallTime(TIME)
                .cpuTime(TIME)
                .build();
        // Preferred, not required: an empty environment without bytecode and limits of memory and time are there
        // everywhere.
        config = VmConfig.builder(id)
                .engine(dialect)
                .echoValues(false)
                .replaceOnKill(false)
                .confinement(Confinement.builder(Profile.UNTRUSTED)
                        .mode(Confinement.Mode.PREFERRED)
                        .limits(limits)
                        .build())
                .build();
    }

    LuaTable evaluate(byte[] text) {
        Vm running = vm;
        if (running == null) {
            running = vms.create(config);
            vm = running;
        }
        ExecutionResult result = running.execute(
                Script.of(script).withArguments(List.of(LuaValue.of(text))).withTimeout(TIME));
        if (result.success()) {
            return result.value().asTable();
        }
        if (result.outcome() != Outcome.LUA_ERROR) {
            close();
        }
        throw new Problem(
                switch (result.outcome()) {
                    case LUA_ERROR, INCOMPLETE ->
                        result.error().map(LuaError::message).orElse("it fails");
                    case TIMEOUT, CPU_LIMIT, INTERRUPTED -> "it does not end within " + TIME.toSeconds() + " s";
                    case MEMORY_LIMIT -> "it takes more than " + (MEMORY >> 20) + " MiB of memory";
                    default -> "it ended with " + result.outcome();
                });
    }

    @Override
    public void close() {
        Vm running = vm;
        vm = null;
        if (running != null) {
            running.close();
        }
    }
}
