// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/** VMs that were created together. Each can be used, reset and closed on its own as well. Thread-safe. */
@ProviderType
public interface VmCluster extends AutoCloseable {
    /**
     * Its name.
     *
     * @return the common part of the ids
     */
    String name();

    /**
     * Its VMs.
     *
     * @return in the order of their numbers; unmodifiable
     */
    List<Vm> vms();

    /**
     * Runs a script in each VM at once, without waiting.
     *
     * @param script what to run
     * @return id to future, which fails with the exception of {@link Vm#executeAsync(Script)}; cancelling one interrupts that VM
     */
    Map<String, CompletableFuture<ExecutionResult>> broadcastAsync(Script script);

    /**
     * Runs a script in each VM at once and waits for all.
     *
     * @param script what to run
     * @return id to result
     * @throws org.luarium.LuariumException the first failure of {@link Vm#executeAsync(Script)}, if any, after all have ended
     */
    Map<String, ExecutionResult> broadcast(Script script);

    /**
     * The state of each VM.
     *
     * @return id to state
     */
    Map<String, VmState> status();

    /** Closes every VM of it. Bounded and idempotent. */
    @Override
    void close();
}
