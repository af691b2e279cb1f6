// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import static java.util.Objects.requireNonNull;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.link.FrameReader;
import org.luarium.core.internal.link.FrameWriter;
import org.luarium.core.internal.link.Frames;
import org.luarium.core.internal.link.ProtocolException;
import org.luarium.core.internal.link.ValueReader;
import org.luarium.isolate.Limits;
import org.luarium.value.LuaString;
import org.luarium.value.LuaValue;
import org.luarium.vm.AsyncHostFunction;
import org.luarium.vm.HostFunction;
import org.luarium.vm.Outcome;
import org.luarium.vm.ScriptInput;
import org.luarium.vm.VmBusyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a process asks of its host while a script runs: host functions, standard input, the log. Used by the thread that leads the conversation. */
final class GuestRequests {
    private static final Logger log = LoggerFactory.getLogger(GuestRequests.class);
    private static final int TAIL = 4096;
    private static final int SMALL_BYTES = 16 << 10;
    private static final int LOGGERS = 64;
    private final Set<String> loggers = new HashSet<>();

    private final LuaProcess process;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final ValueReader values;
    private final Deque<Call> active;
    private final Limits limits;

    /** Set by the thread that leads the conversation. */
    private volatile @Nullable HostAnswer awaited;

    private final Object answering = new Object();

    private final Spin spin = new Spin();
    private @Nullable Opened opened;

    /** Whether a function is being started that answers later. */
    private boolean starting;

    /** A call in the current frame, whose arguments are still to be read. */
    private record Opened(int id, String module, String function) {}

    GuestRequests(
            LuaProcess process,
            FrameReader reader,
            FrameWriter writer,
            ValueReader values,
            Deque<Call> active,
            Limits limits) {
        this.process = process;
        this.reader = reader;
        this.writer = writer;
        this.values = values;
        this.active = active;
        this.limits = limits;
    }

    private Opened open() throws ProtocolException {
        Opened call = opened;
        if (call == null) {
            int id = reader.id();
            String module = new String(reader.bin(), StandardCharsets.UTF_8);
            call = new Opened(id, module, new String(reader.bin(), StandardCharsets.UTF_8));
            opened = call;
        }
        return call;
    }

    /** Whether the call of a host function takes but a moment: by a thread that must not block. */
    boolean isCallQuick(VmImpl vm) throws ProtocolException {
        if (reader.limit() - reader.position() > SMALL_BYTES) {
            return false;
        }
        Opened call = open();
        return vm.findHostFunction(call.module(), call.function()) instanceof AsyncHostFunction;
    }

    /** Refuses what would hold up the thread that starts a function which answers later. */
    void checkStarting() {
        if (starting) {
            throw new VmBusyException(
                    process.name(), "a host function whose answer comes later must return at once, and runs no script");
        }
    }

    /** Calls a host function. Its answer is sent at once or, if it comes later, with {@link #sendAnswer}. */
    void hostCall(VmImpl vm) throws IOException, ProtocolException {
        Opened call = open();
        opened = null;
        int id = call.id();
        List<LuaValue> arguments = values.list(reader);
        // What a host function does is not done twice: if this JVM ends now, the next one answers with an error.
        process.child().journal().asked(id, reader.unread());
        Thread outer = process.callbackThread;
        process.callbackThread = Thread.currentThread();
        String name = call.module() + "." + call.function();
        List<LuaValue> results = List.of();
        String problem = null;
        try {
            HostFunction target = vm.hostFunction(call.module(), call.function());
            if (target instanceof AsyncHostFunction slow) {
                starting = true;
                HostAnswer answer =
                        new HostAnswer(id, name, slow.start(vm, arguments).toCompletableFuture());
                if (!answer.isDue()) {
                    awaited = answer;
                    return;
                }
                results = answer.take();
            } else {
                results = target.call(vm, arguments);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problem = "interrupted!";
        } catch (Throwable e) {
            problem = problem(name, e);
        } finally {
            starting = false;
            process.callbackThread = outer;
        }
        reply(id, name, results, problem);
    }

    /** Whether Lua waits for an answer that the host function has not given at once. */
    boolean isAwaited() {
        return awaited != null;
    }

    /** Held while an answer is taken to be sent; who stops a call while it holds this knows whether that will be seen. */
    Object answering() {
        return answering;
    }

    /** Whether there is something to do about that answer. */
    boolean isAnswerDue() {
        HostAnswer answer = awaited;
        boolean due = answer != null && answer.isDue();
        // What ends a script may have happened before there was an answer to wake.
        return due || isStopped() || process.child().exited() || process.child().left();
    }

    private boolean isStopped() {
        for (Call call : active) {
            if (call.stopReason() != null) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@link #sendAnswer} takes but a moment. */
    boolean isAnswerSmall() {
        HostAnswer answer = awaited;
        return answer == null || answer.isSmall();
    }

    /** Runs something once, as soon as there is something to do about the answer. */
    void whenAnswerDue(Runnable action) {
        HostAnswer answer = awaited;
        if (answer != null) {
            answer.whenDue(action);
        }
    }

    /** Has whoever waits for an answer look whether it is still wanted. For any thread. */
    void wake() {
        HostAnswer answer = awaited;
        if (answer != null) {
            answer.wake();
        }
    }

    /** Waits until there is something to do about the answer. */
    void awaitAnswer() throws IOException {
        spin.until(this::isAnswerDue);
        if (isAnswerDue()) {
            return;
        }
        Thread here = Thread.currentThread();
        whenAnswerDue(() -> LockSupport.unpark(here));
        while (!isAnswerDue()) {
            LockSupport.park(process);
            Call outermost = active.peekLast();
            if (here.isInterrupted() && outermost != null) {
                process.stop(outermost, Outcome.INTERRUPTED);
            }
        }
    }

    /** Sends the answer that is there, or that there is none any more. */
    void sendAnswer() throws IOException {
        HostAnswer answer;
        synchronized (answering) {
            answer = awaited;
            awaited = null;
        }
        if (answer == null) {
            return;
        }
        List<LuaValue> results = List.of();
        String problem = null;
        try {
            results = answer.take();
        } catch (Throwable e) {
            problem = problem(answer.function, e);
        }
        if (process.child().left()) {
            throw new IOException("its script waits for a host function that is gone with its host");
        }
        if (process.child().exited()) {
            throw new EOFException();
        }
        reply(answer.id, answer.function, results, problem);
    }

    /** Whatever it is, the script gets an answer: it waits for one, and what follows depends on it. */
    private String problem(String function, Throwable e) {
        if (e instanceof Exception) {
            log.debug("VM {}: host function {} failed", process.name(), function, e);
        } else {
            log.error("VM {}: host function {} failed", process.name(), function, e);
        }
        return describe(e);
    }

    private static String describe(Throwable e) {
        return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }

    /** Whether standard input can be read without waiting, or has to be read anyway. */
    boolean hasInput() {
        for (Call outer : active) {
            ScriptInput source = outer.input;
            if (outer.stopReason() != null) {
                return true;
            }
            if (source != null) {
                return source.ready();
            }
        }
        return true;
    }

    void standardInput() throws IOException, ProtocolException {
        int id = reader.id();
        int most = Math.min(Math.max(1, reader.integer()), Math.max(1024, limits.frameBytes() / 2));
        Call call = active.peek();
        byte[] bytes = {};
        String problem = null;
        Thread outerThread = process.callbackThread;
        process.callbackThread = Thread.currentThread();
        try {
            // A nested call reads what the outermost was given.
            for (Call outer : active) {
                if (outer.input != null) {
                    bytes = outer.input.read(most);
                    break;
                }
            }
        } catch (Throwable e) {
            log.debug("VM {}: its input failed in call {}", process.name(), call == null ? 0 : call.id, e);
            problem = "input: " + describe(e);
        } finally {
            process.callbackThread = outerThread;
        }
        if (process.child().left()) {
            throw new IOException("its script asks the next host for input");
        }
        if (bytes == null) {
            bytes = new byte[0];
            problem = "input gave null";
        } else if (bytes.length > most) {
            problem = "input gave more than was asked for";
        }
        reply(id, "input", List.of(new LuaString(bytes)), problem);
    }

    private void reply(int id, String function, @Nullable List<LuaValue> results, @Nullable String failure)
            throws IOException {
        String problem = failure == null && results == null ? "host function " + function + " returned null" : failure;
        for (Call call : active) {
            if (call.stopReason() != null) {
                problem = "interrupted!";
            }
        }
        if (problem == null) {
            try {
                writer.begin(3, Frames.RESULT).id(id).values(requireNonNull(results));
                if (!writer.fits()) {
                    problem = "the result of the host has " + writer.size() + " bytes, allowed are "
                            + limits.frameBytes();
                }
            } catch (RuntimeException | OutOfMemoryError e) {
                problem = describe(e);
            }
        }
        if (problem != null) {
            writer.begin(3, Frames.ERROR).id(id).values(List.of(LuaValue.of(shorten(problem))));
        }
        process.child().journal().replies(id);
        writer.send(process.child().output());
    }

    private static String shorten(String text) {
        return text.length() <= TAIL ? text : text.substring(0, TAIL) + "…";
    }

    void logged() throws ProtocolException {
        int level = reader.small();
        String component = new String(reader.bin(), StandardCharsets.UTF_8).replaceAll("[^A-Za-z0-9._-]", "_");
        String text = new String(reader.bin(), StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
        // Loggers are never freed, so a script gets only so many.
        boolean known = loggers.contains(component) || (loggers.size() < LOGGERS && loggers.add(component));
        Logger target =
                LoggerFactory.getLogger("org.luarium.lua." + (component.isEmpty() || !known ? "script" : component));
        switch (level) {
            case 0 -> target.debug("{}: {}", process.name(), text);
            case 1 -> target.info("{}: {}", process.name(), text);
            case 2 -> target.warn("{}: {}", process.name(), text);
            default -> target.error("{}: {}", process.name(), text);
        }
    }
}
