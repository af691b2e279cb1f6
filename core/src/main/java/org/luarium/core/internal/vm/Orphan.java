// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.OrphanScript;
import org.luarium.vm.OutputListener;
import org.luarium.vm.ScriptInput;

/** The script that ran when a JVM ended. It has the turn of its VM, but nobody leads it until somebody wants it, or wants the VM. */
final class Orphan implements OrphanScript {
    private final CallRunner runner;
    private final Call call;
    private final AtomicBoolean led = new AtomicBoolean();

    Orphan(CallRunner runner, Call call) {
        this.runner = runner;
        this.call = call;
    }

    @Override
    public String label() {
        return call.script.label();
    }

    /** Whether it still waits to be led. */
    boolean waits() {
        return !led.get();
    }

    @Override
    public CompletableFuture<ExecutionResult> resume(OutputListener output, ScriptInput input) {
        if (!led.compareAndSet(false, true)) {
            throw new IllegalStateException("script '" + label() + "' of VM " + call.vm + " was taken over already");
        }
        CompletableFuture<ExecutionResult> future = new CompletableFuture<>();
        call.takeOver(output, input, future);
        runner.cancelWith(future, call);
        runner.leadOrphan(call);
        return future;
    }

    /** Has it go on without anybody who hears it. */
    void goOn() {
        if (led.compareAndSet(false, true)) {
            runner.leadOrphan(call);
        }
    }
}
