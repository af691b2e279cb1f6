// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
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
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaError;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.VmBusyException;

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
        NEEDS_WORKER,
        /** Lua waits for a host function that will answer later; see {@link #whenAnswerDue}. */
        PARKED
    }

    private static final int STALE_LIMIT = 100;

    private volatile String name;
    private final Engine engine;
    private final ChildProcess child;
    private final Limits limits;
    private final ConfinementReport report;
    private final Inspection inspection;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final Journal journal;
    private final ValueReader values = new ValueReader();
    private final OpenRequests open;
    private final GuestRequests requests;
    private final Interrupts interrupts;
    private final GuestOutput output;
    private final LinkEnd end;
    private final Deque<Call> active = new ConcurrentLinkedDeque<>();
    private final Spin spin;
    private InputStream input;
    private boolean frameHeld;
    private boolean progressed;
    private volatile boolean hungUp;
    private int calls;
    private int stale;

    /** What runs the code of those who wait for its end. */
    private volatile Executor workers = Runnable::run;

    /** The thread on which a host function, or the input, runs for a script that waits for it. */
    volatile @Nullable Thread callbackThread;

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
        open = new OpenRequests(child, writer);
        requests = new GuestRequests(this, reader, writer, values, active, limits);
        interrupts = new Interrupts(this, child, engine.info().interrupt(), reader, writer);
        output = new GuestOutput(this, child, reader, active);
        end = new LinkEnd(this, child, limits, active, output);
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
        interrupts.adopt();
        open.adopt();
        if (orphan != null) {
            active.push(orphan);
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
        call.begin(nextNumber(), now);
        Outcome stopped = call.stopReason();
        if (stopped != null && active.isEmpty()) {
            call.endUnsent(stopped, now);
            return;
        }
        int flags = call.flags;
        Samples samples = call.samples;
        if (samples != null && samples() == null && samples.request(writer)) {
            writer.send(child.output());
            flags |= Frames.FLAG_SAMPLED;
        }
        writer.begin(6, Frames.EXEC)
                .id(call.id)
                .small(flags)
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
            end.chosen(false);
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
        return callbackThread == here || output.listenerThread() == here;
    }

    /** Refuses what would wait for the script that waits for us. */
    void checkListener() {
        if (output.listenerThread() == Thread.currentThread()) {
            throw new VmBusyException(name, "a listener cannot use the VM whose output it hears");
        }
    }

    /** Refuses what would hold up the thread that starts a function which answers later. */
    void checkStarting() {
        requests.checkStarting();
    }

    /** Whether Lua waits for a host function that will answer later. */
    boolean parked() {
        return requests.isAwaited();
    }

    /** Held while the answer that it waits for is taken to be sent. */
    Object answering() {
        return requests.answering();
    }

    boolean inHostCode() {
        return callbackThread != null || output.listenerThread() != null;
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
        open.answer();
        while (!until.ended()) {
            if (requests.isAwaited()) {
                if (wait) {
                    requests.awaitAnswer();
                } else if (!requests.isAnswerDue()) {
                    return Step.PARKED;
                } else if (!user && !requests.isAnswerSmall()) {
                    return Step.NEEDS_WORKER;
                }
                progressed = true;
                requests.sendAnswer();
                continue;
            }
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
            if (!wait && reader.type() == Frames.STDIN && !requests.hasInput()) {
                if (child.exited()) {
                    throw new EOFException();
                }
                return Step.WAITING;
            }
            if (!user && needsWorker(vm)) {
                return Step.NEEDS_WORKER;
            }
            frameHeld = false;
            progressed = true;
            handle(vm);
        }
        reader.relax();
        return Step.DONE;
    }

    /** Runs something once, as soon as the conversation that is parked can be led on. */
    void whenAnswerDue(Runnable action) {
        requests.whenAnswerDue(action);
    }

    /** Has a parked conversation be led on, as something has changed. Safe from any thread. */
    void wake() {
        requests.wake();
    }

    /** Whether anything was handled since this was asked last. */
    boolean takeProgress() {
        boolean seen = progressed;
        progressed = false;
        return seen;
    }

    private boolean needsWorker(VmImpl vm) throws ProtocolException {
        Call call = active.peek();
        boolean listened = call != null && call.listener != null;
        return switch (reader.type()) {
            case Frames.OUTPUT -> listened;
            case Frames.RESULT, Frames.ERROR -> listened || interrupts.pending();
            case Frames.RAW -> listened;
            case Frames.EXIT -> false;
            case Frames.CALL -> !requests.isCallQuick(vm);
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
            case Frames.RAW -> output.drainRaw();
            case Frames.EXIT -> end.chosen(true);
            case Frames.PROFILE -> profile();
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
            output.deliver(call, stream, reader.array(), reader.position(), count);
        }
    }

    /** Those of the outermost script that is sampled: what is called back from it is a part of it. */
    private @Nullable Samples samples() {
        Samples outermost = null;
        for (Call call : active) {
            outermost = call.samples == null ? outermost : call.samples;
        }
        return outermost;
    }

    private void profile() throws ProtocolException {
        Samples samples = samples();
        if (samples != null) {
            samples.read(reader);
        } else if (active.isEmpty()) {
            stale("a profile that belongs to no call");
        }
    }

    private void result() throws IOException, ProtocolException {
        Call call = answered();
        if (call == null) {
            return;
        }
        int count = reader.binHeader();
        output.deliver(call, 1, reader.array(), reader.position(), count);
        reader.skip(count);
        List<LuaValue> returned = values.list(reader);
        if (reader.bool()) {
            output.drainRaw();
        }
        settle(1);
        output.pop();
        noteAnswer(call);
        call.finish(returned, System.nanoTime());
    }

    private void error() throws IOException, ProtocolException {
        Call call = answered();
        if (call == null) {
            return;
        }
        int count = reader.binHeader();
        output.deliver(call, 1, reader.array(), reader.position(), count);
        reader.skip(count);
        int kind = reader.small();
        String message = new String(reader.bin(), StandardCharsets.UTF_8);
        String traceback = new String(reader.bin(), StandardCharsets.UTF_8);
        LuaValue value = values.value(reader);
        output.drainRaw();
        settle(1);
        output.pop();
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
            if (open.takeAnswer(id, reader.unread())) {
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

    void stale(String what) throws ProtocolException {
        if (++stale > STALE_LIMIT) {
            throw new ProtocolException("too many frames out of turn, the last was " + what);
        }
    }

    void drainRaw() {
        output.drainRaw();
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
        interrupts.stop(call, reason);
    }

    Interrupts interrupts() {
        return interrupts;
    }

    /**
     * Settles the interrupts unless a call goes on.
     *
     * @param ending how many calls are in flight that have their answer already
     */
    private void settle(int ending) throws IOException, ProtocolException {
        if (active.size() <= ending) {
            interrupts.settle(input);
        }
    }

    int nextNumber() {
        return ++calls;
    }

    // The end

    /** As {@link LinkEnd#broken}. */
    @Nullable
    LinkException broken(Throwable cause, long now) {
        return end.broken(cause, now);
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
        return end.errorTail();
    }

    /** Before it is left, when nothing runs. */
    void settleNotes() {
        journal.settles(reader.unread());
    }

    /** What a process wrote past its link that had ended before it was adopted. */
    void readErrorTail() {
        end.readErrorTail();
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
        end.kill();
    }
}
