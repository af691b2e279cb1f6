// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Creates and finds VMs. An OSGi service with a face of its own for each bundle: VMs of lifetime BUNDLE end with the bundle that created them; ids
 * are shared by all. Thread-safe.
 */
@ProviderType
public interface VmManager {
    /**
     * Creates a VM and returns when it answers.
     *
     * @param config what it is created from
     * @return the VM
     * @throws VmAlreadyExistsException if the id is taken; of several callers at once, exactly one succeeds
     * @throws LuaNotFoundException if no interpreter fits
     * @throws LuaProcessException if the process does not start or does not answer in time
     * @throws org.luarium.isolate.SandboxUnavailableException if a required control cannot be enforced
     * @throws UnsupportedOperationException if it asks for something that no installed bundle provides
     */
    Vm create(VmConfig config);

    /**
     * Creates a VM with every default.
     *
     * @param id its id
     * @return the VM
     */
    default Vm create(String id) {
        return create(VmConfig.of(id));
    }

    /**
     * Creates a VM in the background.
     *
     * @param config what it is created from
     * @return completed on a worker thread
     */
    CompletableFuture<Vm> createAsync(VmConfig config);

    /**
     * Looks a VM up.
     *
     * @param id its id
     * @return the VM, if it exists
     */
    Optional<Vm> find(String id);

    /**
     * The VM with an id.
     *
     * @param id its id
     * @return the VM
     * @throws VmNotFoundException if there is none
     */
    default Vm get(String id) {
        return find(id).orElseThrow(() -> new VmNotFoundException(id));
    }

    /**
     * All VMs, those of other bundles included.
     *
     * @return snapshots, ordered by id
     */
    List<VmInfo> list();

    /**
     * Closes a VM.
     *
     * @param id its id
     * @throws VmNotFoundException if there is none
     */
    default void remove(String id) {
        get(id).close();
    }

    /**
     * Runs code in a VM and waits.
     *
     * @param id its id
     * @param code Lua source
     * @return what came of it
     * @throws VmNotFoundException if there is no such VM
     */
    default ExecutionResult execute(String id, String code) {
        return get(id).execute(code);
    }

    /**
     * Runs code in a VM in the background.
     *
     * @param id its id
     * @param code Lua source
     * @return as {@link Vm#executeAsync(Script)}
     * @throws VmNotFoundException if there is no such VM
     */
    default CompletableFuture<ExecutionResult> executeAsync(String id, String code) {
        return get(id).executeAsync(code);
    }

    /**
     * Runs a script in every VM whose id matches, at once, and waits for all.
     *
     * @param glob a pattern with {@code *} and {@code ?}
     * @param script what to run
     * @return id to result, ordered by id; empty if nothing matches
     */
    Map<String, ExecutionResult> broadcast(String glob, Script script);

    /**
     * Creates VMs that belong together, with ids {@code name-1} to {@code name-size}, in parallel. All or none.
     *
     * @param name the common part of the ids
     * @param size how many, at least 1
     * @param template what each is created from, but for the id
     * @return the cluster
     */
    VmCluster createCluster(String name, int size, VmConfig template);

    /**
     * Counters.
     *
     * @return a snapshot
     */
    VmStatistics statistics();

    /**
     * The interpreters that were considered, the best first.
     *
     * @return usable and rejected ones
     */
    List<EngineInfo> engines();

    /**
     * Opens a manager whose VMs end when it is closed.
     *
     * @param debug whether its VMs log debug output from the start
     * @return a scope
     */
    VmScope scope(boolean debug);

    /**
     * Opens a manager whose VMs end when it is closed.
     *
     * @return a scope
     */
    default VmScope scope() {
        return scope(false);
    }
}
