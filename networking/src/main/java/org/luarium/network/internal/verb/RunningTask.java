// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.verb;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.luarium.LuariumException;
import org.luarium.network.NetworkTask;
import org.luarium.network.NetworkTaskInfo;
import org.luarium.network.NetworkTaskInfo.State;
import org.luarium.network.NetworkingException;
import org.luarium.network.VmConnectionException;
import org.luarium.value.LuaNil;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaError;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Usage;
import org.luarium.vm.Vm;

/**
 * A task in its VM.
 *
 * <p>It is stopped by closing the sockets that it has opened, whereupon its program ends by itself. An interrupt, which follows if it does not, costs the state of the VM with some engines.
 */
final class RunningTask implements NetworkTask {
    private static final int CLOSINGS = 5;
    private static final long CLOSING_MILLIS = 100;

    private final String vm;
    private final Plan plan;
    private final String owner;
    private final TaskSockets sockets;
    private final Instant started;
    private final TaskOutput output = new TaskOutput();
    private final TaskInput input = new TaskInput(this::begun);
    private final CompletableFuture<Integer> listening = new CompletableFuture<>();
    private final CompletableFuture<ExecutionResult> result = new CompletableFuture<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private volatile long newest;
    private volatile boolean begun;
    private volatile int port;
    private volatile String problem = "";
    private volatile @Nullable CompletableFuture<ExecutionResult> script;

    RunningTask(String vm, Plan plan, String owner, TaskSockets sockets, Instant started) {
        this.vm = vm;
        this.plan = plan;
        this.owner = owner;
        this.sockets = sockets;
        this.started = started;
        if (!plan.listens()) {
            listening.complete(0);
        }
    }

    /** Gives the program the rest of its input. */
    void give(String lines) {
        input.give(lines);
    }

    /** Ended tasks are kept for a while, and must not keep the VM with its buffers. */
    void start(Vm in) {
        CompletableFuture<ExecutionResult> future;
        try {
            future = in.executeAsync(Program.of(plan.kind())
                    .withArguments(plan.arguments())
                    .withTimeout(plan.longest())
                    .withInput(input)
                    .withOutput(output));
        } catch (LuariumException e) {
            throw new VmConnectionException(vm, "does not take the task: " + e.getMessage(), e);
        }
        script = future;
        CompletableFuture<ExecutionResult> unused = future.whenComplete((raw, error) -> ended(in, raw, error));
        if (stopped.get()) {
            future.cancel(true);
        }
    }

    private void begun() {
        newest = sockets.newest(vm);
        begun = true;
    }

    /** Its VM listens. */
    void listensOn(int bound) {
        if (begun && plan.listens() && port == 0) {
            port = bound;
            CompletableFuture<Integer> unused = listening.completeAsync(() -> bound);
        }
    }

    private void ended(Vm in, @Nullable ExecutionResult raw, @Nullable Throwable error) {
        script = null;
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof CancellationException) {
            afterCancel(in);
        } else if (raw != null) {
            finish(withOutput(raw));
        } else {
            problem = String.valueOf(cause == null ? "" : cause.getMessage());
            endListening(cause);
            result.completeExceptionally(
                    new VmConnectionException(vm, "has not run the task to its end: " + problem, cause));
        }
    }

    /** A script that was cancelled may run on for a while; the next one begins when it has ended. */
    private void afterCancel(Vm in) {
        ExecutionResult interrupted = ExecutionResult.builder(vm, Outcome.INTERRUPTED)
                .error(new LuaError("the task was stopped", "", LuaNil.NIL))
                .usage(new Usage(Duration.ZERO, Duration.ZERO, 0))
                .build();
        try {
            CompletableFuture<ExecutionResult> unused =
                    in.executeAsync(Script.of("")).whenComplete((nothing, error) -> finish(withOutput(interrupted)));
        } catch (LuariumException e) {
            // The VM is gone, and what ran in it with it.
            finish(withOutput(interrupted));
        }
    }

    private void finish(ExecutionResult ended) {
        if (!ended.success()) {
            problem = ended.error().map(LuaError::message).orElse(String.valueOf(ended.outcome()));
        }
        endListening(null);
        result.complete(ended);
    }

    private void endListening(@Nullable Throwable cause) {
        listening.completeExceptionally(
                new NetworkingException("the task in VM " + vm + " has ended before it listened: " + problem, cause));
    }

    private ExecutionResult withOutput(ExecutionResult raw) {
        output.end();
        ExecutionResult.Builder builder = ExecutionResult.builder(raw.vm(), raw.outcome())
                .values(raw.values())
                .output(output.text().getBytes(StandardCharsets.UTF_8), new byte[0])
                .stateLost(raw.stateLost())
                .usage(raw.usage());
        raw.error().ifPresent(builder::error);
        raw.exit().ifPresent(builder::exit);
        return builder.build();
    }

    @Override
    public String vm() {
        return vm;
    }

    @Override
    public NetworkTaskInfo info() {
        return new NetworkTaskInfo(
                vm,
                plan.kind(),
                state(),
                port,
                owner,
                started,
                problem.isEmpty() || stopped.get() ? output.lastLine() : problem);
    }

    private State state() {
        if (!result.isDone()) {
            return begun ? State.RUNNING : State.WAITING;
        }
        if (stopped.get()) {
            return State.STOPPED;
        }
        return problem.isEmpty() ? State.DONE : State.FAILED;
    }

    boolean hasEnded() {
        return result.isDone();
    }

    String owner() {
        return owner;
    }

    Plan plan() {
        return plan;
    }

    @Override
    public CompletionStage<Integer> listening() {
        return listening.minimalCompletionStage();
    }

    @Override
    public CompletionStage<ExecutionResult> result() {
        return result.minimalCompletionStage();
    }

    @Override
    public String output() {
        return output.text();
    }

    @Override
    public AutoCloseable follow(Consumer<String> lines) {
        return output.follow(lines);
    }

    @Override
    public void stop() {
        if (result.isDone() || !stopped.compareAndSet(false, true)) {
            return;
        }
        input.give("");
        CompletableFuture<ExecutionResult> running = script;
        if (running == null) {
            return;
        }
        if (!begun) {
            running.cancel(true);
            return;
        }
        closeSockets(running, CLOSINGS);
    }

    /** More than once: a program that did something else just then begins to wait for what is closed already. */
    private void closeSockets(CompletableFuture<ExecutionResult> running, int left) {
        if (running.isDone()) {
            return;
        }
        if (left == 0) {
            running.cancel(true);
            return;
        }
        sockets.closeNewer(vm, newest);
        CompletableFuture.delayedExecutor(CLOSING_MILLIS, TimeUnit.MILLISECONDS)
                .execute(() -> closeSockets(running, left - 1));
    }
}
