// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.lua;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.luarium.LuariumException;
import org.luarium.extension.spi.CallCancelledException;
import org.luarium.extension.spi.CallTimeoutException;
import org.luarium.extension.spi.LinkClosedException;
import org.luarium.extension.spi.MessageTooLargeException;
import org.luarium.extension.spi.RemoteExtensionException;
import org.luarium.extension.spi.TooManyCallsException;
import org.luarium.extensions.internal.rpc.LuaTransport;
import org.luarium.isolate.FrameTooLargeException;
import org.luarium.isolate.IsolateException;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaError;
import org.luarium.vm.LuaVmException;
import org.luarium.vm.NestingException;
import org.luarium.vm.Outcome;
import org.luarium.vm.OutputListener;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmBusyException;

/**
 * Calls of functions in a VM. Thread-safe.
 *
 * <p>The VM runs one call at a time. A caller that finds it free runs its call on its own thread, and so do its nested ones, which is quickest; others wait in the queue of the VM, for no longer than
 * their call may take.
 */
final class LuaCalls implements LuaTransport {
    private static final String CALL = "luarium_extension";
    private static final String HOOK = "luarium_hook";

    private final String name;
    private final Vm vm;
    private final OutputListener output;
    private final LuaFailures failures;
    private final Consumer<String> lost;
    private final AtomicInteger inside = new AtomicInteger();
    /** How deep this thread is in functions of the host that this VM has called. */
    private final ThreadLocal<Integer> depth = ThreadLocal.withInitial(() -> 0);

    /**
     * Creates it.
     *
     * @param lost told why, when a call has cost the VM its state
     */
    LuaCalls(String name, Vm vm, OutputListener output, LuaFailures failures, Consumer<String> lost) {
        this.name = name;
        this.vm = vm;
        this.output = output;
        this.failures = failures;
        this.lost = lost;
    }

    /** Runs what the VM has called; what that calls back is nested. */
    <T> T serving(Serving<T> task) throws Throwable {
        int outer = depth.get();
        depth.set(outer + 1);
        try {
            return task.run();
        } finally {
            if (outer == 0) {
                depth.remove();
            } else {
                depth.set(outer);
            }
        }
    }

    interface Serving<T> {
        T run() throws Throwable;
    }

    int inside() {
        return inside.get();
    }

    private Script script(Request request) {
        List<LuaValue> arguments = new ArrayList<>(request.arguments().size() + 5);
        arguments.add(LuaValue.of(request.id()));
        arguments.add(LuaValue.of(request.target()));
        arguments.add(LuaValue.of(request.method()));
        arguments.add(request.released().isEmpty() ? LuaValue.of(false) : LuaTable.ofList(request.released()));
        arguments.add(LuaValue.of(request.objects()));
        arguments.addAll(request.arguments());
        return Script.call(CALL)
                .withArguments(arguments)
                .withName("=" + request.method())
                .withTimeout(request.time())
                .withOutput(output);
    }

    @Override
    public List<LuaValue> call(Request request) {
        return call(script(request), request.method(), request.time());
    }

    /** Calls a function that the module may have for when it comes and goes. */
    List<LuaValue> hook(long id, String hook, Duration time, LuaValue... arguments) {
        List<LuaValue> all = new ArrayList<>(List.of(LuaValue.of(id), LuaValue.of(hook)));
        all.addAll(List.of(arguments));
        Script script = Script.call(HOOK).withArguments(all).withTimeout(time).withOutput(output);
        return call(script, hook, time);
    }

    List<LuaValue> call(Script script, String what, Duration time) {
        boolean nested = depth.get() > 0;
        try {
            if (nested) {
                return values(vm.execute(script), what, time);
            }
            if (inside.getAndIncrement() == 0) {
                try {
                    return values(vm.execute(script), what, time);
                } finally {
                    inside.decrementAndGet();
                }
            }
        } catch (LuariumException e) {
            throw translated(e, what);
        }
        return inTurn(script, what, time);
    }

    /** Waits for its turn and its result no longer than the call may take. Is counted already. */
    private List<LuaValue> inTurn(Script script, String what, Duration time) {
        CompletableFuture<List<LuaValue>> future = queued(script, what, time);
        try {
            return future.get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw late(what, time);
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new CallCancelledException(what + " of " + name + " was cancelled: interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LuariumException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public CompletableFuture<List<LuaValue>> callAsync(Request request) {
        inside.incrementAndGet();
        // The time of a script begins when it has its turn; this one begins now.
        return queued(script(request), request.method(), request.time())
                .orTimeout(request.time().toNanos(), TimeUnit.NANOSECONDS);
    }

    private CompletableFuture<List<LuaValue>> queued(Script script, String what, Duration time) {
        CompletableFuture<ExecutionResult> running;
        try {
            running = vm.executeAsync(script);
        } catch (LuariumException e) {
            inside.decrementAndGet();
            throw translated(e, what);
        }
        CompletableFuture<List<LuaValue>> future = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                boolean now = super.cancel(mayInterruptIfRunning);
                running.cancel(true);
                return now;
            }
        };
        CompletableFuture<?> unusedLate = future.whenComplete((values, problem) -> {
            if (problem instanceof TimeoutException) {
                running.cancel(true);
            }
        });
        CompletableFuture<?> unused = running.whenComplete((result, problem) -> {
            inside.decrementAndGet();
            try {
                if (problem == null) {
                    future.complete(values(result, what, time));
                } else {
                    future.completeExceptionally(
                            problem instanceof LuariumException known ? translated(known, what) : problem);
                }
            } catch (RuntimeException e) {
                future.completeExceptionally(e);
            }
        });
        return future;
    }

    private CallTimeoutException late(String what, Duration time) {
        return new CallTimeoutException(what + " of " + name + " was not answered within " + time, null);
    }

    private RuntimeException translated(LuariumException e, String what) {
        if (e instanceof VmBusyException) {
            return new TooManyCallsException(what + " of " + name + " was not called: " + e.getMessage(), e);
        } else if (e instanceof NestingException) {
            return new TooManyCallsException(
                    "calls between " + name + " and the host are nested too deeply: " + e.getMessage(), e);
        } else if (e instanceof FrameTooLargeException) {
            return new MessageTooLargeException(String.valueOf(e.getMessage()), e);
        } else if (e instanceof LuaVmException || e instanceof IsolateException) {
            return new LinkClosedException(String.valueOf(e.getMessage()), e);
        }
        return e;
    }

    private List<LuaValue> values(ExecutionResult result, String what, Duration time) {
        LuaError error = result.error().orElse(null);
        if (result.success() || error == null) {
            return result.values();
        }
        String how = how(result, error);
        if (result.stateLost()) {
            lost.accept(how);
        }
        switch (result.outcome()) {
            case TIMEOUT -> throw late(what, time);
            case LUA_ERROR -> throw failures.thrown(error, what);
            default -> {
                if (result.stateLost()) {
                    throw new LinkClosedException(what + " of " + name + " has ended with its process: " + how, null);
                }
            }
        }
        if (result.outcome() == Outcome.INTERRUPTED) {
            throw new CallCancelledException(what + " of " + name + " was interrupted", null);
        }
        throw new RemoteExtensionException("LuaError", how, null);
    }

    /** What ended a call that did not come to its end. */
    private static String how(ExecutionResult result, LuaError error) {
        return switch (result.outcome()) {
            case MEMORY_LIMIT -> "its memory limit exceeded";
            case TIMEOUT -> "a kill, because a call took too long and did not end when it was interrupted";
            case INTERRUPTED -> "a kill, because a call did not end when it was interrupted";
            case OUTPUT_LIMIT -> "more output than it may write";
            default -> result.exit().map(Object::toString).orElse(error.message());
        };
    }
}
