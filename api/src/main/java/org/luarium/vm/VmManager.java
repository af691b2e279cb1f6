// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Creates and finds VMs. An OSGi service with a face of its own for each bundle: VMs of lifetime BUNDLE end with the bundle that created them; ids
 * are shared by all, and every bundle can find and use every VM. Thread-safe.
 *
 * <pre>{@code
 * @Reference
 * VmManager vms;
 *
 * try (VmScope scope = vms.scope()) {
 *     Vm vm = scope.create("adder");
 *     vm.execute("function add(a, b) return a + b end").orThrow();
 *     LuaValue sum = vm.call("add", LuaValue.of(2), LuaValue.of(2));
 * }
 * }</pre>
 */
@ProviderType
public interface VmManager {
    /**
     * Creates a VM and returns when it answers. Its process has {@link org.luarium.isolate.Limits#startTime()} for that; a VM that
     * names an environment first waits, bounded by configuration, for the bundle that provides it.
     *
     * @param config what it is created from
     * @return the VM
     * @throws VmAlreadyExistsException if the id is taken; of several callers at once, exactly one succeeds
     * @throws LuaNotFoundException if no interpreter fits
     * @throws LuaProcessException if the process does not start or does not answer in time
     * @throws org.luarium.isolate.SandboxUnavailableException if a required control cannot be enforced
     * @throws EnvironmentMissingException if it asks for an environment that does not exist
     * @throws UnsupportedOperationException if it asks for {@code persistent}, and nobody can keep it
     * @throws IllegalStateException if this manager is closed
     */
    Vm create(VmConfig config);

    /**
     * Creates a VM with every default.
     *
     * @param id its id: 1 to 64 of {@code A-Z a-z 0-9 . _ -}
     * @return the VM
     * @throws IllegalArgumentException if the id is not allowed
     * @throws LuaVmException as {@link #create(VmConfig)}
     */
    default Vm create(String id) {
        return create(VmConfig.of(id));
    }

    /**
     * Creates a VM in the background.
     *
     * @param config what it is created from
     * @return completed on a worker thread, with an exception of {@link #create(VmConfig)} if that fails; cancelling it stops nothing, so close the
     *     VM that may come of it
     */
    CompletableFuture<Vm> createAsync(VmConfig config);

    /**
     * Looks a VM up.
     *
     * @param id its id
     * @return the VM, if it exists, whoever created it
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
     * Closes a VM, whoever created it.
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
     * @return what came of it, as {@link Vm#execute(Script)}, with the same exceptions
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
     * @param glob a pattern for the whole id, with {@code *} for any text and {@code ?} for any character
     * @param script what to run
     * @return id to result, ordered by id; empty if nothing matches
     * @throws org.luarium.LuariumException the first failure of {@link Vm#executeAsync(Script)}, if any, after all have ended
     */
    Map<String, ExecutionResult> broadcast(String glob, Script script);

    /**
     * Creates VMs that belong together, with ids {@code name-1} to {@code name-size}, in parallel. All or none.
     *
     * @param name the common part of the ids
     * @param size how many, at least 1
     * @param template what each is created from, but for the id
     * @return the cluster
     * @throws IllegalArgumentException if the size is below 1, or an id would not be allowed
     * @throws LuaVmException as {@link #create(VmConfig)}, if one of them fails; the others are closed
     */
    VmCluster createCluster(String name, int size, VmConfig template);

    /**
     * Counters.
     *
     * @return a snapshot
     */
    VmStatistics statistics();

    /**
     * The interpreters that were considered. Those not known yet are run to prove that they work, which takes milliseconds each.
     *
     * @return usable ones, the best first, then rejected ones with the reason
     */
    List<EngineInfo> engines();

    /**
     * The interpreter that a VM would get, without a look at the others.
     *
     * @param requested as of {@link VmConfig#engine()}; empty for the best
     * @return a usable interpreter; may be as it was a moment ago
     * @throws LuaNotFoundException if there is none
     */
    EngineInfo engine(String requested);

    /**
     * Opens a manager whose VMs end when it is closed.
     *
     * @param debug whether its VMs log debug output from the start
     * @return a scope, to be closed
     */
    VmScope scope(boolean debug);

    /**
     * Opens a manager as {@link #scope(boolean)} does, without debug output.
     *
     * @return a scope, to be closed
     */
    default VmScope scope() {
        return scope(false);
    }
}
