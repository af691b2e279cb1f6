// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.link.OutputBuffer;
import org.luarium.core.internal.process.Journal.Unanswered;
import org.luarium.isolate.ExitStatus;
import org.luarium.isolate.Limits;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaError;
import org.luarium.vm.Outcome;
import org.luarium.vm.OutputListener;
import org.luarium.vm.Script;
import org.luarium.vm.ScriptInput;
import org.luarium.vm.Usage;

/**
 * One script on its way through a VM.
 *
 * <p>Its output and its end belong to the one thread that reads the link at the time. The watchdog and callers only see the volatile fields and {@link
 * #stop}.
 */
final class Call {
    static final long NEVER = Long.MAX_VALUE;

    final String vm;
    final Script script;
    final byte[] code;
    final int flags;
    volatile @Nullable OutputListener listener;
    volatile @Nullable ScriptInput input;

    /** The thread that waits, for a synchronous call. */
    final @Nullable Thread waiter;

    /** What a caller waits for, for an asynchronous call. */
    volatile @Nullable CompletableFuture<ExecutionResult> future;

    /** Where its stacks are counted, if they are sampled. */
    @Nullable
    Samples samples;

    int id;

    /** Its place among the scripts of its VM, from 1. */
    long number;

    private final OutputBuffer stdout = new OutputBuffer();
    private final OutputBuffer stderr = new OutputBuffer();
    private final long outputLimit;
    private final long wallNanos;
    final long cpuNanos;
    private long beganNanos;
    private volatile long deadlineNanos = NEVER;

    /** Processor time of the process when the call was first sampled, negative before. */
    volatile long cpuAtFirstSample = -1;

    /** When the watchdog last had its link looked at; 0 before it has seen the call. */
    long lookedNanos;

    private volatile @Nullable Outcome stop;
    private volatile long stopNanos;
    volatile boolean killed;
    volatile boolean turn;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable ExecutionResult result;

    Call(
            String vm,
            Script script,
            byte[] code,
            int flags,
            Limits limits,
            @Nullable Thread waiter,
            @Nullable CompletableFuture<ExecutionResult> future) {
        this.vm = vm;
        this.script = script;
        this.code = code;
        this.flags = flags;
        this.waiter = waiter;
        this.future = future;
        listener = script.output().orElse(null);
        input = script.input().orElse(null);
        outputLimit = script.outputLimit().orElse(limits.outputBytes());
        wallNanos = nanos(script.timeout().or(limits::wallTime).orElse(null));
        cpuNanos = nanos(script.cpuTime().or(limits::cpuTime).orElse(null));
    }

    private static long nanos(@Nullable Duration limit) {
        if (limit == null || limit.compareTo(Duration.ofDays(36_500)) > 0) {
            return NEVER;
        }
        return limit.toNanos();
    }

    void begin(int number, long now) {
        id = number;
        beganNanos = now;
        deadlineNanos = wallNanos == NEVER ? NEVER : now + wallNanos;
    }

    /** Goes on as what another JVM had begun. The steady clock of a machine is the same for all JVMs, and no process outlives a start of the machine. */
    void resume(Unanswered begun, long now) {
        begin(begun.id(), Math.min(now, begun.beganNanos()));
    }

    /** Before it is led: whoever takes an orphan over. */
    void takeOver(OutputListener output, ScriptInput source, CompletableFuture<ExecutionResult> waiting) {
        listener = output;
        input = source;
        future = waiting;
    }

    /** What the next JVM has to know of it. */
    Unanswered unanswered() {
        long wallMillis = wallNanos == NEVER ? 0 : TimeUnit.NANOSECONDS.toMillis(wallNanos);
        return new Unanswered(id, script.label(), beganNanos, wallMillis, number);
    }

    boolean late(long now) {
        long deadline = deadlineNanos;
        return deadline != NEVER && now - deadline >= 0;
    }

    /** Whether its wall time is over soon. */
    boolean endsWithin(long now, long nanos) {
        long deadline = deadlineNanos;
        return deadline != NEVER && now + nanos - deadline >= 0;
    }

    /** Gives back time in which the whole JVM was stopped. */
    void forgive(long nanos) {
        long deadline = deadlineNanos;
        if (deadline != NEVER) {
            deadlineNanos = deadline + nanos;
        }
    }

    /** Whether a dozing watchdog could miss its deadline. */
    boolean shortLived() {
        return wallNanos < Watchdog.DOZE_NANOS;
    }

    /** Records why it has to stop. Returns false if that is known already or it has ended. */
    synchronized boolean stop(Outcome reason, long now) {
        if (stop != null || ended()) {
            return false;
        }
        stopNanos = now;
        stop = reason;
        return true;
    }

    /** Marks its process as one that will be killed. Returns false if it has ended: then the process is another call's by now. */
    synchronized boolean condemn() {
        if (ended()) {
            return false;
        }
        killed = true;
        return true;
    }

    @Nullable
    Outcome stopReason() {
        return stop;
    }

    long sinceStop(long now) {
        return now - stopNanos;
    }

    boolean ended() {
        return result != null || failure != null;
    }

    /** Keeps output. Returns false when more came than the caller allows. */
    boolean keep(int stream, byte[] bytes, int from, int count) {
        long room = outputLimit - stdout.size() - stderr.size();
        (stream == 2 ? stderr : stdout).append(bytes, from, (int) Math.min(count, Math.max(0, room)));
        return count <= room;
    }

    void finish(List<LuaValue> values, long now) {
        Outcome reason = stop;
        if (reason == null || reason == Outcome.INTERRUPTED) {
            complete(builder(Outcome.OK, now).values(values));
        } else {
            complete(builder(reason, now).error(stopped(reason)));
        }
    }

    void fail(Outcome outcome, LuaError error, long now) {
        Outcome reason = stop;
        if (reason == null) {
            complete(builder(outcome, now).error(error));
        } else {
            complete(builder(reason, now)
                    .error(new LuaError(stopped(reason).message(), error.traceback(), error.value())));
        }
    }

    /** The process ended under it. */
    void end(Outcome outcome, String message, @Nullable ExitStatus status, long now) {
        Outcome reason = stop;
        ExecutionResult.Builder builder = reason == null
                ? builder(outcome, now).error(new LuaError(message, "", LuaValue.of(message)))
                : builder(reason, now).error(stopped(reason));
        if (status != null) {
            builder.exit(status);
        }
        complete(builder.stateLost(true));
    }

    synchronized void fail(Throwable problem) {
        if (ended()) {
            return;
        }
        failure = problem;
    }

    private ExecutionResult.Builder builder(Outcome outcome, long now) {
        return ExecutionResult.builder(vm, outcome)
                .output(stdout.take(), stderr.take())
                .usage(new Usage(Duration.ofNanos(now - beganNanos), Duration.ZERO, 0));
    }

    private synchronized void complete(ExecutionResult.Builder builder) {
        if (ended()) {
            return;
        }
        if (killed) {
            builder.stateLost(true);
        }
        result = builder.build();
    }

    /** It was stopped before its script was sent. */
    void endUnsent(Outcome reason, long now) {
        complete(builder(reason, now).error(stopped(reason)));
    }

    private LuaError stopped(Outcome reason) {
        String message = switch (reason) {
            case TIMEOUT -> "exceeded its wall time of " + Duration.ofNanos(wallNanos);
            case CPU_LIMIT -> "exceeded its processor time of " + Duration.ofNanos(cpuNanos);
            case OUTPUT_LIMIT -> "exceeded its output limit of " + outputLimit + " bytes";
            case MEMORY_LIMIT -> "exceeded its memory limit";
            default -> "interrupted!";
        };
        return new LuaError(message, "", LuaValue.of(message));
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    @Nullable
    ExecutionResult result() {
        return result;
    }

    String chunkName() {
        byte[] name = script.name().getBytes(StandardCharsets.UTF_8);
        return name.length <= 200 ? script.name() : "=" + script.name().substring(0, 60) + "...";
    }
}
