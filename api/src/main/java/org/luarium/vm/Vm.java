// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.luarium.isolate.Isolate;
import org.luarium.value.LuaValue;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One Lua state in one process. Its globals live until it is closed, reset or its process ends.
 *
 * <p>Thread-safe; runs one script at a time, others wait in the order in which they came. A host function that the running script has called may call
 * back into its VM. Each VM is also an OSGi service with the properties {@code vm.id}, {@code vm.engine}, {@code vm.version},
 * {@code vm.profile}, {@code vm.state}, {@code vm.networked} and {@code vm.confinement}.
 *
 * <p>What a script does wrong is in its {@link ExecutionResult}. The exceptions of these methods mean that it was not run, or that
 * Luarium failed; each is a {@link org.luarium.LuariumException}, but for the {@code IllegalArgumentException} that a mistake of the caller gets.
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
     * @return the isolate, which may have ended; another one after a reset or replacement
     * @throws LuaProcessException if the last attempt to start one failed
     */
    Isolate isolate();

    /**
     * Runs code and waits for its end.
     *
     * @param code Lua source
     * @return as {@link #execute(Script)}, with the same exceptions
     */
    default ExecutionResult execute(String code) {
        return execute(Script.of(code));
    }

    /**
     * Runs a script and waits for its end. An interrupt of the calling thread interrupts the script, and the thread stays interrupted.
     *
     * @param script what to run
     * @return what came of it, errors in the script included
     * @throws VmClosedException if the VM is closed, or was while the script waited for its turn
     * @throws LuaProcessException if the process has ended and the VM was not reset since
     * @throws VmBusyException if {@link org.luarium.isolate.Limits#queuedCalls()} wait already
     * @throws NestingException if a host function calls back too deeply
     * @throws ScriptFileException if it is a file that cannot be read
     * @throws org.luarium.isolate.FrameTooLargeException if code or arguments are too large
     * @throws org.luarium.isolate.LinkException if the process broke the link; it was killed
     * @throws IllegalArgumentException if an argument is a {@link org.luarium.value.LuaReference} or nested too deeply
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
     * @param script what to run; a file is read now, on the calling thread
     * @return completed on a worker thread, with what came of it, or with an exception of {@link #execute(Script)} that was met later; cancelling it
     *     takes a waiting script from the queue, interrupts a running one, and kills it if need be. Called by a host function of this VM, it
     *     runs at once and returns when it has ended
     * @throws VmClosedException if the VM is closed
     * @throws LuaProcessException if the process has ended and the VM was not reset since
     * @throws VmBusyException if {@link org.luarium.isolate.Limits#queuedCalls()} wait already
     * @throws ScriptFileException if it is a file that cannot be read
     * @throws org.luarium.isolate.FrameTooLargeException if the code is too large
     */
    CompletableFuture<ExecutionResult> executeAsync(Script script);

    /**
     * Runs a script as {@link #execute(Script)} does, and samples its stacks. Of a script that is stopped or ends with an error, the profile has what was seen until then; if its process has
     * to be killed, the last second may be missing. What host functions call back into the VM meanwhile is a part of it.
     *
     * <p>LuaJIT samples by processor time, if it has its module {@code jit.profile}; other engines count instructions, so that what C functions take is not seen. A script that puts
     * a hook of its own in place, or an interrupt, ends the sampling of that thread.
     *
     * @param script what to run
     * @return where it was, and its result; without samples if it was too short
     * @throws org.luarium.LuariumException as {@link #execute(Script)}
     */
    StackProfile profile(Script script);

    /**
     * Samples the scripts that begin within a time, whoever runs them, and waits until it is over or the VM is gone; an interrupt of the calling thread ends it early. A script that runs already is not
     * reached: interpreters have to be prepared before a script begins. Scripts that go on afterwards are sampled no further; what they have seen in the last second may be missing.
     *
     * @param time how long, more than zero
     * @return where they were, without a result
     * @throws VmBusyException if somebody does this already, or it is called by a host function of this VM
     * @throws VmClosedException if the VM is closed
     * @throws LuaProcessException if the process has ended and the VM was not reset since
     * @throws IllegalArgumentException if the time is not positive
     */
    StackProfile profile(Duration time);

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
     * Makes Java functions callable from Lua, as the global {@code module} and by {@code require}. Waits for its turn as a script does; takes the place
     * of an earlier module of that name. Survives reset and replacement.
     *
     * @param module the name, a Lua name of at most 64 characters
     * @param functions the functions
     * @throws IllegalArgumentException if the name is not a Lua name or belongs to Lua's own library
     * @throws VmClosedException if the VM is closed
     * @throws LuaProcessException if the process has ended and the VM was not reset since; or if it did not take the module within {@link
     *     org.luarium.isolate.Limits#startTime()}, for which it is killed
     * @throws VmBusyException if {@link org.luarium.isolate.Limits#queuedCalls()} wait already
     */
    void provide(String module, HostModule functions);

    /**
     * Lets {@code require} find a module that was installed after the VM has started, provided that nothing changes of what the VM could have loaded already. Without effect if the VM has the
     * module anyway, or nobody has it. Waits for its turn as a script does.
     *
     * @param module its name
     * @param wait how long to wait for the turn
     * @throws org.luarium.LuariumException if it is there, but this VM cannot have it; such as {@code EnvironmentChangedException}
     * @throws VmClosedException if the VM is closed
     * @throws LuaProcessException if the process has ended and the VM was not reset since
     * @throws VmBusyException if it does not become free in this time
     */
    void makeAvailable(String module, Duration wait);

    /**
     * Interrupts the running script, and returns without waiting for its end. Lua sees the error {@code interrupted!}; a script that catches it
     * and goes on, and one on an engine that cannot be interrupted (again), is killed after {@link org.luarium.isolate.Limits#grace()} or at once.
     * It ends with {@link Outcome#INTERRUPTED}, or as it would have if it ends by itself first; {@link ExecutionResult#stateLost()} tells
     * whether the VM has kept its state. Scripts that wait for their turn are not affected.
     *
     * @return false if nothing was running
     */
    boolean interrupt();

    /**
     * Ends the process and starts a fresh one under the same id, with the same configuration and host functions, and waits for it. A script
     * that runs ends with {@link Outcome#INTERRUPTED}; those that wait run in the fresh process. A dead VM lives again.
     *
     * @throws VmClosedException if the VM is closed
     * @throws VmBusyException if a host function tries to reset the VM that called it
     * @throws LuaProcessException if no fresh process could be started
     */
    void reset();

    /**
     * The same as {@link #reset()} with another environment, which its configuration then names.
     *
     * @param environment an environment that a customizer provides
     * @throws VmClosedException if the VM is closed
     * @throws VmBusyException if a host function tries to reset the VM that called it
     * @throws EnvironmentMissingException if there is no such environment; the VM is as before
     * @throws IllegalArgumentException if it cannot be the name of an environment
     */
    void reset(String environment);

    /**
     * The script that ran when the JVM that had started it ended.
     *
     * @return the script, for an adopted VM that had one, until it was resumed
     */
    Optional<OrphanScript> orphan();

    /**
     * Creates a VM with the same configuration, engine and host functions under another id. Globals are <em>not</em> carried over.
     *
     * @param newId the new id
     * @return the new VM
     * @throws VmAlreadyExistsException if the id is taken
     * @throws IllegalArgumentException if the id is not allowed
     * @throws LuaProcessException if its process does not start
     */
    Vm fork(String newId);

    /**
     * Switches its debug log: one line when its process starts, when a script begins and ends, and when it is closed, to the logger
     * {@code org.luarium.vm.<id>}. Script text is logged only where that logger itself is set to debug.
     *
     * @param on whether it logs
     */
    void debug(boolean on);

    /**
     * Tells when it is gone.
     *
     * @return completed once with a snapshot, when it was closed, or when its process ended and is not replaced; a reset afterwards does not
     *     undo that. Callbacks must neither block nor take long
     */
    CompletionStage<VmInfo> onExit();

    /**
     * Kills the process and all of its process group, and frees the id. A script that runs ends with {@link Outcome#INTERRUPTED}, those that wait fail
     * with {@link VmClosedException}. Waits for the end, but no longer than some seconds; idempotent; a host function may close its own VM.
     */
    @Override
    void close();
}
