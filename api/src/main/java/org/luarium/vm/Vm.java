// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.luarium.isolate.Isolate;
import org.luarium.value.LuaValue;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One Lua state in one process. Its globals live until it is closed, reset or its process ends.
 *
 * <p>Thread-safe; runs one script at a time, others wait in the order in which they came. A host function that the running script has called may call back into its VM.
 */
@ProviderType
public interface Vm extends AutoCloseable {
    /**
     * Its id.
     *
     * @return the id
     */
    String id();

    /**
     * What is known of it now.
     *
     * @return a snapshot
     */
    VmInfo info();

    /**
     * The process it runs in.
     *
     * @return the isolate; another one after a reset or replacement
     */
    Isolate isolate();

    /**
     * Runs code and waits for its end.
     *
     * @param code Lua source
     * @return what came of it, errors in the code included
     * @throws VmClosedException if the VM is closed
     */
    default ExecutionResult execute(String code) {
        return execute(Script.of(code));
    }

    /**
     * Runs a script and waits for its end. An interrupt of the calling thread interrupts the script.
     *
     * @param script what to run
     * @return what came of it, errors in the script included
     * @throws VmClosedException if the VM is closed
     * @throws VmBusyException if too many calls wait already
     * @throws org.luarium.isolate.FrameTooLargeException if code or arguments are too large
     */
    ExecutionResult execute(Script script);

    /**
     * Runs code in the background.
     *
     * @param code Lua source
     * @return as {@link #executeAsync(Script)}
     */
    default CompletableFuture<ExecutionResult> executeAsync(String code) {
        return executeAsync(Script.of(code));
    }

    /**
     * Runs a script in the background. No thread is kept while it runs.
     *
     * @param script what to run
     * @return completed on a worker thread; cancelling it interrupts the script, and kills it if need be
     * @throws VmClosedException if the VM is closed
     * @throws VmBusyException if too many calls wait already
     * @throws org.luarium.isolate.FrameTooLargeException if code or arguments are too large
     */
    CompletableFuture<ExecutionResult> executeAsync(Script script);

    /**
     * Calls a Lua function and waits for its result.
     *
     * @param function a global, or names joined by dots
     * @param arguments what it is called with
     * @return its first result, or {@code nil}; {@link Script#call} with {@link #execute(Script)} gives all of them
     * @throws LuaExecutionException if it raised an error or is not a function
     * @throws LuaVmException as {@link ExecutionResult#orThrow()} for other ends
     */
    default LuaValue call(String function, LuaValue... arguments) {
        return execute(Script.call(function, arguments)).orThrow().value();
    }

    /**
     * Makes Java functions callable from Lua, as the global {@code module} and by {@code require}. Survives reset and replacement.
     *
     * @param module the name, a Lua name
     * @param functions the functions
     * @throws IllegalArgumentException if the name is not a Lua name or belongs to Lua's own library
     */
    void provide(String module, HostModule functions);

    /**
     * Interrupts the running script. It ends with {@link Outcome#INTERRUPTED}; the state of the VM is kept if its engine can do that.
     *
     * @return false if nothing was running
     */
    boolean interrupt();

    /** Ends the process and starts a fresh one under the same id, with the same configuration and host functions. */
    void reset();

    /**
     * Creates a VM with the same configuration, engine and host functions under another id. Globals are <em>not</em> carried over.
     *
     * @param newId the new id
     * @return the new VM
     * @throws VmAlreadyExistsException if the id is taken
     */
    Vm fork(String newId);

    /**
     * Switches its debug log.
     *
     * @param on whether it logs
     */
    void debug(boolean on);

    /**
     * Tells when it is gone.
     *
     * @return completed with the last snapshot when it was closed, or when its process ended and is not replaced
     */
    CompletionStage<VmInfo> onExit();

    /** Interrupts what runs, ends the process tree and frees the id. Bounded and idempotent. */
    @Override
    void close();
}
