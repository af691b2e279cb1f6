// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.confine.Inspection;
import org.luarium.core.internal.engine.Engine;
import org.luarium.core.internal.link.FrameReader;
import org.luarium.core.internal.link.FrameWriter;
import org.luarium.core.internal.link.Frames;
import org.luarium.core.internal.link.ProtocolException;
import org.luarium.core.internal.link.ValueReader;
import org.luarium.core.internal.process.ChildProcess;
import org.luarium.core.internal.process.Journal;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.ExitStatus;
import org.luarium.isolate.FrameTooLargeException;
import org.luarium.isolate.Isolate;
import org.luarium.isolate.IsolateInfo;
import org.luarium.isolate.Limits;
import org.luarium.isolate.LinkException;
import org.luarium.value.LuaValue;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaError;
import org.luarium.vm.Outcome;
import org.luarium.vm.OutputListener;
import org.luarium.vm.Script;
import org.luarium.vm.VmBusyException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Lua process and the host's side of its link.
 *
 * <p>The link is a conversation: the host sends a script, the process answers with output, with calls of host functions, and in the end with a result. Exactly
 * one thread leads it at a time, so nothing here is locked but the interrupt. A caller that waits leads it itself, which saves the hand-over between threads; calls
 * that nobody waits for are led by the {@link Poller}, which must not block and leaves everything that might to a worker.
 */
final class LuaProcess implements Isolate {
    /** What became of an attempt to lead the conversation on. */
    enum Step {
        /** The call has ended. */
        DONE,
        /** Nothing more has arrived. */
        WAITING,
        /** What has arrived may run user code or block. */
        NEEDS_WORKER
    }

    private static final Logger log = LoggerFactory.getLogger(LuaProcess.class);
    private static final long SYNC_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int STALE_LIMIT = 100;
    private static final int TAIL = 4096;
    private static final int SIGKILL = 9;

    private volatile String name;
    private final Engine engine;
    private final ChildProcess child;
    private final Limits limits;
    private final ConfinementReport report;
    private final Inspection inspection;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final Journal journal;
    private final Deque<Integer> open = new ArrayDeque<>();
    private final ValueReader values = new ValueReader();
    private final GuestRequests requests;
    private final Deque<Call> active = new ConcurrentLinkedDeque<>();
    private final Object interruptLock = new Object();
    private final Object outputLock = new Object();
    private final Spin spin;
    private InputStream input;
    private boolean frameHeld;
    private boolean progressed;
    private boolean exitChosen;
    private boolean killed;
    private volatile boolean killWanted;
    private volatile boolean hungUp;
    private int calls;
    private int stale;
    private int interrupts; // guarded by interruptLock
    private boolean interruptPending; // guarded by interruptLock
    private String errorTail = "";

    /** What runs the code of those who wait for its end. */
    private volatile Executor workers = Runnable::run;

    /** The thread on which a host function, or the input, runs for a script that waits for it. */
    volatile @Nullable Thread callbackThread;

    /** The thread on which a listener hears output of a script that goes on meanwhile. */
    volatile @Nullable Thread listenerThread;

    LuaProcess(
            String name,
            Engine engine,
            ChildProcess child,
            Limits limits,
            ConfinementReport report,
            Inspection inspection,
            Spin spin) {
        this.name = name;
        this.engine = engine;
        this.child = child;
        this.limits = limits;
        this.report = report;
        this.inspection = inspection;
        this.spin = spin;
        journal = child.journal();
        reader = new FrameReader(limits.frameBytes());
        writer = new FrameWriter(limits.frameBytes());
        input = child.input();
        requests = new GuestRequests(this, reader, writer, values, active, limits);
    }

    // Start

    /**
     * Goes on with a process that another JVM has left.
     *
     * @param orphan the script that was not answered, if there is one
     */
    void adopt(@Nullable Call orphan) {
        // Room for numbers that were used and not noted.
        calls = journal.lastId() + 1000;
        interrupts = journal.interrupts();
        open.addAll(journal.open());
        // Perhaps an interrupt is on its way.
        interruptPending = true;
        if (orphan != null) {
            active.push(orphan);
        }
    }

    /** Answers the requests on which the script of another JVM waits, the innermost of which is now. */
    private void answerOpen() throws IOException {
        for (Integer last = open.peekLast(); last != null && last > 0; last = open.peekLast()) {
            open.removeLast();
            journal.replies(last);
            writer.begin(3, Frames.ERROR)
                    .id(last)
                    .values(List.of(LuaValue.of("the host was restarted while it worked on this")))
                    .send(child.output());
        }
    }

    /** Waits for the first frame and takes the process into use. */
    void awaitHello() throws IOException, ProtocolException {
        awaitFrame();
        if (reader.type() != Frames.HELLO || reader.small() != 1) {
            throw new ProtocolException("it did not greet with version 1 of the link");
        }
        child.connected();
        input = child.input();
    }

    void configure(String path, String nativePath) throws IOException {
        writer.begin(3, Frames.CONFIGURE).text(path).text(nativePath).send(child.output());
    }

    void provide(String module, Iterable<String> functions, int count) throws IOException {
        writer.begin(3, Frames.PROVIDE).text(module).texts(functions, count).send(child.output());
    }

    /** Compiles a file, the Lua side of the link itself, and returns its code without debug information. */
    byte[] compile(String path) throws IOException, ProtocolException {
        String code = "return string.dump(assert(loadfile(...)), true)";
        ExecutionResult done = runFirst(Script.of(code).withArguments(List.of(LuaValue.of(path))));
        return done == null ? new byte[0] : done.value().asBytes();
    }

    /** Runs a script that does nothing, so that the first one of the VM finds in memory what it needs. */
    void warmUp() throws IOException, ProtocolException {
        runFirst(Script.of("return 1"));
    }

    /** Runs a script of ours before the process has become a VM. */
    private @Nullable ExecutionResult runFirst(Script script) throws IOException, ProtocolException {
        Call call = new Call(name, script, script.code(), 0, limits, Thread.currentThread(), null);
        begin(call, System.nanoTime());
        while (!call.ended()) {
            awaitFrame();
            if (reader.type() == Frames.RESULT) {
                result();
            } else {
                throw new ProtocolException("an answer of type " + reader.type());
            }
        }
        return call.result();
    }

    /** Waits for a frame as long as a start may take. */
    private void awaitFrame() throws IOException, ProtocolException {
        long began = System.nanoTime();
        long limit = limits.startTime().toNanos();
        while (!reader.next()) {
            while (input.available() == 0) {
                boolean ended = child.exited();
                child.checkStarted();
                if (ended) {
                    throw new EOFException("it ended with " + child.exit().join());
                }
                if (System.nanoTime() - began > limit) {
                    throw new IOException("it did not answer within " + limits.startTime());
                }
                Spin.pause(System.nanoTime() - began);
            }
            if (!reader.fill(input)) {
                throw new EOFException("it closed its link");
            }
        }
    }

    // The conversation

    /** Sends a script. */
    void begin(Call call, long now) throws IOException, ProtocolException {
        settle(0);
        call.begin(++calls, now);
        Outcome stopped = call.stopReason();
        if (stopped != null && active.isEmpty()) {
            call.endUnsent(stopped, now);
            return;
        }
        writer.begin(6, Frames.EXEC)
                .id(call.id)
                .small(call.flags)
                .text(call.chunkName())
                .longBin(call.code);
        List<LuaValue> arguments = call.script.arguments();
        if (arguments.isEmpty() && (call.flags & Frames.FLAG_ARG) == 0) {
            writer.noValues();
        } else {
            writer.values(arguments);
        }
        if (!writer.fits()) {
            throw new FrameTooLargeException(name, "script", writer.size(), limits.frameBytes());
        }
        if (active.isEmpty()) {
            exitChosen = false;
            journal.begins(call.unanswered(), reader.unread());
        } else {
            journal.nests(call.id);
        }
        active.push(call);
        writer.send(child.output());
    }

    /** The calls in progress, the innermost first. Safe to walk through at any time. */
    Iterable<Call> active() {
        return active;
    }

    int depth() {
        return active.size();
    }

    /** Whether host code runs on this thread because of this process. */
    boolean calledHere() {
        Thread here = Thread.currentThread();
        return callbackThread == here || listenerThread == here;
    }

    /** Refuses what would wait for the script that waits for us. */
    void checkListener() {
        if (listenerThread == Thread.currentThread()) {
            throw new VmBusyException(name, "a listener cannot use the VM whose output it hears");
        }
    }

    boolean inHostCode() {
        return callbackThread != null || listenerThread != null;
    }

    boolean runs(Call call) {
        return active.contains(call);
    }

    /**
     * Leads the conversation on.
     *
     * @param until the call whose end is waited for
     * @param wait whether this thread may wait for more
     * @param user whether this thread may run user code
     * @param vm what host functions see as the caller
     */
    Step pump(Call until, boolean wait, boolean user, VmImpl vm) throws IOException, ProtocolException {
        answerOpen();
        while (!until.ended()) {
            if (!frameHeld && !reader.next()) {
                if (wait) {
                    spin.untilAvailable(input);
                } else if (input.available() == 0) {
                    if ((hungUp || child.exited()) && input.available() == 0) {
                        throw new EOFException();
                    }
                    return Step.WAITING;
                }
                if (!reader.fill(input)) {
                    throw new EOFException();
                }
                continue;
            }
            frameHeld = true;
            if (!user && needsWorker()) {
                return Step.NEEDS_WORKER;
            }
            frameHeld = false;
            progressed = true;
            handle(vm);
        }
        reader.relax();
        return Step.DONE;
    }

    /** Whether anything was handled since this was asked last. */
    boolean takeProgress() {
        boolean seen = progressed;
        progressed = false;
        return seen;
    }

    private boolean needsWorker() {
        Call call = active.peek();
        boolean listened = call != null && call.listener != null;
        return switch (reader.type()) {
            case Frames.OUTPUT -> listened;
            case Frames.RESULT, Frames.ERROR -> listened || pendingInterrupt();
            case Frames.RAW -> listened;
            case Frames.EXIT -> false;
            default -> true;
        };
    }

    private void handle(VmImpl vm) throws IOException, ProtocolException {
        switch (reader.type()) {
            case Frames.OUTPUT -> output();
            case Frames.RESULT -> {
                result();
                return;
            }
            case Frames.ERROR -> {
                error();
                return;
            }
            case Frames.CALL -> requests.hostCall(vm);
            case Frames.STDIN -> requests.standardInput();
            case Frames.LOG -> requests.logged();
            case Frames.RAW -> drainRaw();
            case Frames.EXIT -> exitChosen = true;
            case Frames.SYNC -> stale("an unasked synchronisation");
            default -> throw new ProtocolException("unknown frame type " + reader.type());
        }
        journal.handled(reader.unread());
    }

    private void output() throws IOException, ProtocolException {
        int stream = reader.small();
        int count = reader.binHeader();
        Call call = active.peek();
        if (call == null) {
            stale("output that belongs to no call");
        } else {
            deliver(call, stream, reader.array(), reader.position(), count);
        }
    }

    private void deliver(Call call, int stream, byte[] bytes, int from, int count) {
        if (count == 0) {
            return;
        }
        boolean kept = true;
        boolean failed = false;
        synchronized (outputLock) {
            OutputListener listener = call.listener;
            if (listener == null) {
                kept = call.keep(stream, bytes, from, count);
            } else if (call.stopReason() == null) {
                listenerThread = Thread.currentThread();
                try {
                    listener.output(
                            stream(stream),
                            Arrays.copyOfRange(bytes, from, from + count),
                            journal.place(reader.unread()));
                } catch (Throwable e) {
                    log.warn("VM {}: the listener of its output failed, the script is interrupted", name, e);
                    failed = true;
                } finally {
                    listenerThread = null;
                }
            }
        }
        if (!kept) {
            stop(call, Outcome.OUTPUT_LIMIT);
        } else if (failed) {
            stop(call, Outcome.INTERRUPTED);
        }
    }

    private static OutputListener.Stream stream(int number) {
        return switch (number) {
            case 2 -> OutputListener.Stream.STDERR;
            case 3 -> OutputListener.Stream.VALUES;
            default -> OutputListener.Stream.STDOUT;
        };
    }

    private void result() throws IOException, ProtocolException {
        Call call = answered();
        if (call == null) {
            return;
        }
        int count = reader.binHeader();
        deliver(call, 1, reader.array(), reader.position(), count);
        reader.skip(count);
        List<LuaValue> returned = values.list(reader);
        if (reader.bool()) {
            drainRaw();
        }
        settle(1);
        popAnswered();
        noteAnswer(call);
        call.finish(returned, System.nanoTime());
    }

    private void error() throws IOException, ProtocolException {
        Call call = answered();
        if (call == null) {
            return;
        }
        int count = reader.binHeader();
        deliver(call, 1, reader.array(), reader.position(), count);
        reader.skip(count);
        int kind = reader.small();
        String message = new String(reader.bin(), StandardCharsets.UTF_8);
        String traceback = new String(reader.bin(), StandardCharsets.UTF_8);
        LuaValue value = values.value(reader);
        drainRaw();
        settle(1);
        popAnswered();
        noteAnswer(call);
        if (kind == Frames.ERROR_MEMORY) {
            message = "not enough memory";
        } else if (kind == Frames.ERROR_INTERRUPTED && message.isEmpty()) {
            message = "interrupted!";
        }
        LuaError error = new LuaError(message, traceback, value.isNil() ? LuaValue.of(message) : value);
        Outcome outcome = switch (kind) {
            case Frames.ERROR_MEMORY -> Outcome.MEMORY_LIMIT;
            case Frames.ERROR_INCOMPLETE -> Outcome.INCOMPLETE;
            default -> Outcome.LUA_ERROR;
        };
        call.fail(outcome, error, System.nanoTime());
    }

    /** The call that a result belongs to, or null for an answer that nobody waits for. */
    private @Nullable Call answered() throws IOException, ProtocolException {
        int id = reader.id();
        Call call = active.peek();
        if (call == null || call.id != id) {
            if (!open.isEmpty() && open.peekLast() == -id) {
                // A script of another JVM inside one of its host functions.
                open.removeLast();
                journal.answered(id, reader.unread());
                answerOpen();
                return null;
            }
            stale("an answer to call " + id);
            journal.handled(reader.unread());
            return null;
        }
        return call;
    }

    /** Notes that a call has ended, unless whoever labelled it still has to note that it knows. */
    private void noteAnswer(Call call) {
        if (active.isEmpty() && !call.script.label().isEmpty()) {
            journal.answeredForNow(call.id);
        } else {
            journal.answered(call.id, reader.unread());
        }
    }

    /** After this, no worker adds raw output to the call that was answered. */
    private void popAnswered() {
        synchronized (outputLock) {
            active.pop();
        }
    }

    private void stale(String what) throws ProtocolException {
        if (++stale > STALE_LIMIT) {
            throw new ProtocolException("too many frames out of turn, the last was " + what);
        }
    }

    /**
     * Delivers what child processes and C libraries wrote past the link. The reader asks for it when the process says so; while a call lasts, a
     * worker does too, because a child process that fills the pipe would wait for ever.
     */
    void drainRaw() {
        synchronized (outputLock) {
            Call call = active.peek();
            byte[] raw = call == null ? new byte[0] : child.takeRaw();
            while (raw.length > 0 && call != null) {
                deliver(call, 1, raw, 0, raw.length);
                raw = child.takeRaw();
            }
        }
    }

    boolean rawWaiting() {
        return child.rawWaiting();
    }

    /**
     * Looks whether the other end of the link is gone although the process lives. A thread that blocks in a read sees that by itself; one that looks for bytes
     * does not.
     */
    void lookForHangUp() {
        if (!hungUp && child.hungUp()) {
            hungUp = true;
        }
    }

    // Interrupts

    /** Stops a call: softly if the engine can do that, else by killing the process. */
    void stop(Call call, Outcome reason) {
        if (!call.stop(reason, System.nanoTime())) {
            return;
        }
        if (!interrupt(call) && call.condemn()) {
            child.kill();
        }
    }

    /** Sends the soft interrupt. Returns false if the engine has none left. */
    boolean interrupt(Call call) {
        synchronized (interruptLock) {
            if (call.ended()) {
                return true;
            }
            EngineInfo.Interrupt kind = engine.info().interrupt();
            if (kind == EngineInfo.Interrupt.NONE || (kind == EngineInfo.Interrupt.ONCE && interrupts > 0)) {
                return false;
            }
            interrupts++;
            journal.interrupts(interrupts);
            interruptPending = true;
            child.interrupt();
            return true;
        }
    }

    boolean interruptsAgain() {
        return engine.info().interrupt() == EngineInfo.Interrupt.LASTING;
    }

    private boolean pendingInterrupt() {
        synchronized (interruptLock) {
            return interruptPending;
        }
    }

    /**
     * Makes sure that no interrupt is on its way between two outermost calls: one that came too late would hit the next.
     * Until the process has answered, it gets nothing that it could lose.
     *
     * @param ending how many calls are in flight that have their answer already
     */
    private void settle(int ending) throws IOException, ProtocolException {
        if (active.size() > ending) {
            return;
        }
        synchronized (interruptLock) {
            if (!interruptPending) {
                return;
            }
            interruptPending = false;
            long began = System.nanoTime();
            int number = ++calls;
            writer.begin(2, Frames.SYNC).id(number).send(child.output());
            while (true) {
                while (!reader.next()) {
                    if (System.nanoTime() - began > SYNC_NANOS) {
                        throw new ProtocolException("it does not answer after an interrupt");
                    }
                    if (input.available() == 0) {
                        if (child.exited()) {
                            throw new EOFException();
                        }
                        Spin.pause(System.nanoTime() - began);
                    } else if (!reader.fill(input)) {
                        throw new EOFException();
                    }
                }
                if (reader.type() == Frames.SYNC && reader.id() == number) {
                    return;
                }
                stale("a frame before the interrupt was settled");
            }
        }
    }

    // The end

    /**
     * Ends every call after the link broke: kills the process if it still lives, waits for it, and tells each call why.
     *
     * @return what to throw if it broke the protocol, or null
     */
    @Nullable
    LinkException broken(Throwable cause, long now) {
        boolean ended = cause instanceof EOFException;
        if (!ended && !child.exited()) {
            child.kill();
        }
        LastWait end = new LastWait(child, name);
        ExitStatus status = end.await(ended && !exitChosen);
        killed |= end.killed();
        boolean hungUp = ended
                && killed
                && !killWanted
                && !exitChosen
                && (status == null || status.signal().orElse(0) == SIGKILL);
        byte[] raw = child.takeRaw();
        errorTail = tail(raw);
        Call first = active.peekLast();
        if (first != null) {
            deliverTail(first, raw);
        }
        LinkException failure = hungUp && !lostInKill() ? lost("it closed its end", cause) : failure(cause, status);
        String message = status == null ? "its process does not end" : "its process ended with " + status;
        Outcome outcome = outcome(status);
        while (!active.isEmpty()) {
            Call call = active.pop();
            if (failure != null && call.stopReason() == null) {
                call.fail(failure);
            } else {
                call.end(outcome, message, status, now);
            }
        }
        return failure;
    }

    private void deliverTail(Call call, byte[] raw) {
        if (call.listener == null && raw.length > 0) {
            call.keep(2, raw, 0, raw.length);
        } else {
            deliver(call, 2, raw, 0, raw.length);
        }
    }

    private @Nullable LinkException failure(Throwable cause, @Nullable ExitStatus status) {
        boolean protocol = !(cause instanceof IOException) && !lostInKill();
        int code = status == null ? -1 : status.code().orElse(-1);
        boolean told = !exitChosen && (code == Frames.EXIT_PROTOCOL || code == Frames.EXIT_BROKEN);
        if (!protocol && !told) {
            return null;
        }
        String why = protocol ? String.valueOf(cause.getMessage()) : "it found the link broken";
        return lost(why, cause);
    }

    private LinkException lost(String why, Throwable cause) {
        return new LinkException(
                name, "VM " + name + " was ended because it broke the link: " + why + "; its state is lost", cause);
    }

    /** A reader that was released after the kill finds half a frame, which says nothing about the process. */
    private boolean lostInKill() {
        Call call = active.peek();
        return call != null && call.stopReason() != null;
    }

    private Outcome outcome(@Nullable ExitStatus status) {
        if (status == null || status.signal().isPresent()) {
            return Outcome.CRASHED;
        }
        if (exitChosen) {
            return Outcome.EXITED;
        }
        boolean memory = status.code().orElse(0) == Frames.EXIT_MEMORY
                || (limits.memoryBytes().isPresent() && errorTail.contains("not enough memory"));
        return memory ? Outcome.MEMORY_LIMIT : Outcome.EXITED;
    }

    private static String tail(byte[] raw) {
        int from = Math.max(0, raw.length - TAIL);
        return new String(raw, from, raw.length - from, StandardCharsets.UTF_8).strip();
    }

    void notifyOn(Executor executor) {
        workers = executor;
    }

    /** The process leaves the pool and becomes a VM. */
    void rename(String id) {
        name = id;
    }

    /** The last of what the process wrote past its link before it ended. */
    String errorTail() {
        return errorTail;
    }

    /** Before it is left, when nothing runs. */
    void settleNotes() {
        journal.settles(reader.unread());
    }

    /** What a process wrote past its link that had ended before it was adopted. */
    void readErrorTail() {
        errorTail = tail(child.takeRaw());
    }

    String name() {
        return name;
    }

    ChildProcess child() {
        return child;
    }

    /** What the kernel must say of it. */
    Inspection inspection() {
        return inspection;
    }

    Engine engine() {
        return engine;
    }

    @Override
    public IsolateInfo info() {
        return new IsolateInfo(
                name,
                "lua",
                child.pid(),
                child.started(),
                child.linkKind(),
                child.exited() ? Optional.of(child.exit().join()) : Optional.empty());
    }

    @Override
    public ConfinementReport confinement() {
        return report;
    }

    @Override
    public CompletionStage<ExitStatus> onExit() {
        // What follows may block, which the thread that hears of all ends must not.
        return child.exit().thenApplyAsync(status -> status, workers).minimalCompletionStage();
    }

    @Override
    public void kill() {
        killWanted = true;
        child.kill();
    }
}
