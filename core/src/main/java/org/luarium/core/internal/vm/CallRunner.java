// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.link.Frames;
import org.luarium.core.internal.link.ProtocolException;
import org.luarium.core.internal.process.Journal.Unanswered;
import org.luarium.isolate.FrameTooLargeException;
import org.luarium.isolate.Limits;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.NestingException;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.ScriptFileException;
import org.luarium.vm.VmBusyException;
import org.luarium.vm.VmClosedException;

/**
 * Leads the calls of one VM through its process, once they have the turn.
 *
 * <p>A caller that waits leads its call itself. Calls that nobody waits for are led by the poller, and by a worker where user code may run.
 */
final class CallRunner {
    private static final int SMALL_CODE = 16 << 10;

    /** How long a worker waits for more output before it gives a call back: at first, and once more did follow. */
    private static final long FIRST_LINGER_NANOS = 20_000;

    private static final long LINGER_NANOS = 500_000;

    /** How long it sleeps at once while much comes: about as long as a block takes, and a core is free for the process meanwhile. */
    private static final long NAP_NANOS = 10_000;

    private final VmImpl vm;
    private final Turns turns;
    private final VmHost host;

    CallRunner(VmImpl vm, Turns turns, VmHost host) {
        this.vm = vm;
        this.turns = turns;
        this.host = host;
    }

    /** Runs a script for a caller that waits. */
    ExecutionResult execute(Script script) {
        return execute(script, null);
    }

    /** The same, and its stacks are sampled. */
    ExecutionResult execute(Script script, @Nullable Samples samples) {
        LuaProcess current = turns.process();
        if (current != null && current.callbackThread == Thread.currentThread()) {
            return nested(current, script, samples);
        }
        if (current != null) {
            current.checkListener();
        }
        Call call = prepare(script, Thread.currentThread(), null);
        call.samples = samples;
        if (!turns.acquire(call)) {
            return resultOf(call);
        }
        try {
            lead(call);
        } finally {
            turns.endTurn(call);
        }
        return resultOf(call);
    }

    /** Runs a script that nobody waits for. */
    CompletableFuture<ExecutionResult> executeAsync(Script script) {
        LuaProcess current = turns.process();
        if (current != null && current.callbackThread == Thread.currentThread()) {
            // The running call waits for this host function, so waiting for a turn would wait for ever.
            return CompletableFuture.completedFuture(nested(current, script, null));
        }
        CompletableFuture<ExecutionResult> future = new CompletableFuture<>();
        Call call = prepare(script, null, future);
        cancelWith(future, call);
        if (turns.takeTurn(call)) {
            startAsync(call);
        }
        return future;
    }

    void cancelWith(CompletableFuture<ExecutionResult> future, Call call) {
        CompletableFuture<ExecutionResult> unused = future.whenComplete((result, error) -> {
            if (future.isCancelled()) {
                cancel(call);
            }
        });
    }

    /** The script of another JVM, which was not answered. */
    Call orphan(Unanswered begun) {
        Script script = Script.of("").withLabel(begun.label());
        if (begun.wallMillis() > 0) {
            script = script.withTimeout(Duration.ofMillis(begun.wallMillis()));
        }
        Call call = new Call(vm.id(), script, new byte[0], 0, vm.limits(), null, null);
        call.resume(begun, System.nanoTime());
        return call;
    }

    /** Leads a call on that was sent by another JVM. */
    void leadOrphan(Call call) {
        host.watchdog().began(call);
        host.poller().watch(this, call);
    }

    Call prepare(Script script, @Nullable Thread waiter, @Nullable CompletableFuture<ExecutionResult> future) {
        Limits limits = vm.limits();
        int most = limits.frameBytes() - 512;
        byte[] code = script.kind() == Script.Kind.FILE ? read(script.file().orElseThrow(), most) : script.code();
        if (code.length > most) {
            throw new FrameTooLargeException("VM " + vm.id(), "script", code.length, limits.frameBytes());
        }
        boolean echo = script.echo()
                .orElse((script.kind() == Script.Kind.CODE || script.kind() == Script.Kind.PROMPT)
                        && vm.config().echoValues());
        int flags = (echo ? Frames.FLAG_ECHO : 0)
                | (script.lineBuffered() ? Frames.FLAG_IMMEDIATE : 0)
                | (script.kind() == Script.Kind.FILE ? Frames.FLAG_ARG : 0)
                | (script.kind() == Script.Kind.CALL ? Frames.FLAG_FUNCTION : 0)
                | (script.kind() == Script.Kind.PROMPT ? Frames.FLAG_PROMPT : 0);
        return new Call(vm.id(), script, code, flags, limits, waiter, future);
    }

    /** Reads a file, but hardly more than may be sent: it may be large, or have no end. */
    private static byte[] read(Path file, int most) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(most + 1);
        } catch (NoSuchFileException e) {
            throw new ScriptFileException(file, "there is no such file", e);
        } catch (IOException | OutOfMemoryError e) {
            String reason = Files.isDirectory(file) ? "it is a directory" : "it cannot be read: " + e.getMessage();
            throw new ScriptFileException(file, reason, e);
        }
    }

    private ExecutionResult nested(LuaProcess current, Script script, @Nullable Samples samples) {
        current.checkStarting();
        Call call = prepare(script, Thread.currentThread(), null);
        call.samples = samples;
        if (current.depth() >= vm.limits().nesting()) {
            throw new NestingException(vm.id(), vm.limits().nesting());
        }
        Call outer = turns.running();
        if (outer != null && outer.stopReason() != null) {
            throw new VmBusyException(vm.id(), "the script that called this host function is being stopped");
        }
        leadOn(current, call);
        return resultOf(call);
    }

    private void lead(Call call) {
        LuaProcess current = turns.process();
        if (current == null) {
            call.fail(turns.dead());
        } else {
            leadOn(current, call);
        }
    }

    private void leadOn(LuaProcess current, Call call) {
        try {
            begin(current, call);
            current.pump(call, true, true, vm);
        } catch (IOException | ProtocolException e) {
            breakCall(current, call, e);
        } catch (RuntimeException | Error e) {
            if (!current.runs(call)) {
                throw e;
            }
            breakCall(current, call, e);
        }
    }

    /** Ends the process and every call in it: where the conversation stopped is not known, so it cannot go on. */
    private void breakCall(LuaProcess current, Call call, Throwable cause) {
        if (current.child().left()) {
            call.fail(new VmClosedException(vm.id()));
            return;
        }
        if (!(cause instanceof IOException || cause instanceof ProtocolException)) {
            VmLog.unexpected(vm.id(), cause);
        }
        current.broken(cause, System.nanoTime());
        if (!call.ended()) {
            call.fail(turns.dead());
        }
    }

    private void begin(LuaProcess current, Call call) throws IOException, ProtocolException {
        vm.begins(call);
        host.watchdog().began(call);
        current.begin(call, System.nanoTime());
    }

    ExecutionResult resultOf(Call call) {
        Throwable failure = call.failure();
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        ExecutionResult result = call.result();
        if (result == null) {
            throw new VmClosedException(vm.id());
        }
        return result;
    }

    void startAsync(Call call) {
        if (call.code.length > SMALL_CODE || !call.script.arguments().isEmpty()) {
            host.work(() -> sendAsync(call));
        } else {
            sendAsync(call);
        }
    }

    private void sendAsync(Call call) {
        LuaProcess current = turns.process();
        try {
            if (current == null) {
                call.fail(turns.dead());
            } else if (call.future != null && call.future.isDone()) {
                call.stop(Outcome.INTERRUPTED, System.nanoTime());
                call.end(Outcome.INTERRUPTED, "interrupted!", null, System.nanoTime());
            } else {
                begin(current, call);
                host.poller().watch(this, call);
                return;
            }
        } catch (IOException | ProtocolException e) {
            breakAsync(current, call, e);
            return;
        } catch (RuntimeException | Error e) {
            if (current != null && current.runs(call)) {
                breakAsync(current, call, e);
                return;
            }
            call.fail(e);
        }
        turns.endTurn(call);
        complete(call);
    }

    /** The poller's look at a call. */
    LuaProcess.Step advance(Call call) {
        LuaProcess current = turns.process();
        if (current == null) {
            return LuaProcess.Step.DONE;
        }
        try {
            LuaProcess.Step step = current.pump(call, false, false, vm);
            if (step == LuaProcess.Step.DONE) {
                finish(current, call);
            } else if (step == LuaProcess.Step.NEEDS_WORKER) {
                host.work(() -> workOn(current, call));
            } else if (step == LuaProcess.Step.PARKED) {
                park(current, call);
            }
            return step;
        } catch (IOException | ProtocolException | RuntimeException | Error e) {
            host.work(() -> breakAsync(current, call, e));
            return LuaProcess.Step.NEEDS_WORKER;
        }
    }

    boolean progressed() {
        LuaProcess current = turns.process();
        return current != null && current.takeProgress();
    }

    /** Nobody looks at the call until its host function has answered. */
    private void park(LuaProcess current, Call call) {
        current.whenAnswerDue(() -> host.poller().watch(this, call));
    }

    private void workOn(LuaProcess current, Call call) {
        try {
            LuaProcess.Step step = pumpWhileItFlows(current, call);
            if (step == LuaProcess.Step.DONE) {
                finishHere(current, call);
            } else if (step == LuaProcess.Step.PARKED) {
                park(current, call);
            } else {
                host.poller().watch(this, call);
            }
        } catch (IOException | ProtocolException | RuntimeException | Error e) {
            breakAsync(current, call, e);
        }
    }

    /** Much output comes in blocks a moment apart, and to hand a call to the poller and back for each takes longer than the moment. */
    private LuaProcess.Step pumpWhileItFlows(LuaProcess current, Call call) throws IOException, ProtocolException {
        LuaProcess.Step step = current.pump(call, false, true, vm);
        boolean unused = current.takeProgress();
        long linger = FIRST_LINGER_NANOS;
        long quietSince = System.nanoTime();
        while (step == LuaProcess.Step.WAITING && System.nanoTime() - quietSince < linger) {
            if (linger == FIRST_LINGER_NANOS) {
                yieldCore();
            } else {
                LockSupport.parkNanos(this, NAP_NANOS);
            }
            step = current.pump(call, false, true, vm);
            if (current.takeProgress()) {
                linger = LINGER_NANOS;
                quietSince = System.nanoTime();
            }
        }
        return step;
    }

    /** Waits a moment without holding the core: it may be the one that the process needs to go on. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void yieldCore() {
        Thread.yield();
    }

    private void breakAsync(@Nullable LuaProcess current, Call call, Throwable cause) {
        if (current != null) {
            breakCall(current, call, cause);
        } else if (!call.ended()) {
            call.fail(turns.dead());
        }
        turns.endTurn(call);
        complete(call);
    }

    private void finish(LuaProcess current, Call call) {
        if (isHeldBack(current, call)) {
            host.work(() -> finishHere(current, call));
        } else {
            turns.endTurn(call);
            complete(call);
        }
    }

    /** Gives the turn on and completes the future, on a worker; the other way round if whoever labelled the script has to note its end before another begins. */
    private void finishHere(LuaProcess current, Call call) {
        if (isHeldBack(current, call)) {
            try {
                completeHere(call);
            } finally {
                turns.endTurn(call);
            }
        } else {
            turns.endTurn(call);
            completeHere(call);
        }
    }

    private static boolean isHeldBack(LuaProcess current, Call call) {
        return current.child().kept() && !call.script.label().isEmpty();
    }

    void complete(Call call) {
        CompletableFuture<ExecutionResult> future = call.future;
        if (future != null && !future.isDone()) {
            host.complete(() -> completeHere(call));
        }
    }

    private void completeHere(Call call) {
        CompletableFuture<ExecutionResult> future = call.future;
        if (future == null) {
            return;
        }
        Throwable failure = call.failure();
        ExecutionResult result = call.result();
        if (failure != null || result == null) {
            future.completeExceptionally(failure == null ? new VmClosedException(vm.id()) : failure);
        } else {
            future.complete(result);
        }
    }

    private void cancel(Call call) {
        if (turns.withdraw(call)) {
            return;
        }
        LuaProcess current = turns.process();
        if (turns.running() == call && current != null) {
            host.work(() -> current.stop(call, Outcome.INTERRUPTED));
        }
    }
}
