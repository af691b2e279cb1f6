// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.luarium.session.SessionEvent.Kind;
import org.luarium.session.SessionState;
import org.luarium.session.SessionStateException;
import org.luarium.sessions.internal.log.Draft;
import org.luarium.sessions.internal.log.EventLog;
import org.luarium.sessions.internal.log.Marks;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaProcessException;
import org.luarium.vm.OrphanScript;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Vm;
import org.luarium.vm.VmClosedException;
import org.luarium.vm.VmInfo;
import org.luarium.vm.VmState;

/**
 * What is sent to a VM, one after the other, and what comes of it. Thread-safe.
 *
 * <p>Whoever finds the VM free starts the next input: the one who sends it, or the thread on which the one before has ended. From then on {@link #run} is its turn. Under the lock, events are
 * appended, which never waits, but the VM is not called.
 */
final class Conversation {
    private final String id;
    private final Vm vm;
    private final EventLog events;
    private final InputStore store;
    private final Clock clock;
    private final Runnable ended;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();
    private final Condition arrived = lock.newCondition();
    private final InputQueue queue = new InputQueue(); // guarded by lock
    private @Nullable String beginning; // guarded by lock
    private @Nullable Run run; // guarded by lock
    private boolean reading; // guarded by lock
    private boolean dying; // guarded by lock
    private boolean over; // guarded by lock
    private boolean parked; // guarded by lock
    private @Nullable VmInfo gone; // guarded by lock
    private volatile long runsSince;
    private volatile long lastActivity;

    /**
     * A conversation in which nothing was said yet.
     *
     * @param ended called once, on any thread and under no lock, when the VM has ended
     */
    Conversation(String id, Vm vm, EventLog events, InputStore store, Clock clock, Runnable ended) {
        this.id = id;
        this.vm = vm;
        this.events = events;
        this.store = store;
        this.clock = clock;
        this.ended = ended;
        touch();
    }

    /** Takes up what was said to a persistent session before this JVM ran, as far as its log and its store know of it. */
    void restore(List<Input> stored, List<String> said) {
        Marks marks = events.marks();
        Run unfinished = null;
        lock.lock();
        try {
            said.forEach(queue::remember);
            queue.countFrom(marks.taken());
            for (Input input : stored) {
                if (input.number() > marks.taken()) {
                    queue.restore(input);
                } else if (input.number() > marks.answered()
                        && (marks.running() == 0 || input.number() <= marks.running())) {
                    beginning = beginning == null ? input.text() : join(beginning, input.text());
                }
            }
            if (marks.running() != 0) {
                unfinished = new Run(this, events, marks.running(), beginning == null ? "" : beginning, marks.place());
                run = unfinished;
                runsSince = clock.millis();
            }
        } finally {
            lock.unlock();
        }
        if (unfinished != null) {
            resume(unfinished);
        } else {
            forgetAnswered(marks.taken());
        }
    }

    /** The VM still holds the answer to the last input for us, which is written down already. */
    private void forgetAnswered(long last) {
        vm.orphan().filter(script -> script.label().equals(label(last))).ifPresent(script -> {
            CompletableFuture<ExecutionResult> unused = script.resume((stream, bytes) -> {}, most -> new byte[0]);
        });
    }

    /** Goes on with what ran. If the VM knows nothing of it, it was killed before it was sent, and is sent now. */
    private void resume(Run unfinished) {
        Optional<OrphanScript> orphan =
                vm.orphan().filter(script -> script.label().equals(label(unfinished.number)));
        if (orphan.isPresent()) {
            watch(unfinished, orphan.get().resume(unfinished, unfinished));
        } else {
            start(unfinished);
        }
    }

    void begin() {
        Run next;
        lock.lock();
        try {
            next = nextRun();
        } finally {
            lock.unlock();
        }
        start(next);
        CompletableFuture<Void> unused = vm.onExit().thenAccept(this::vmEnded).toCompletableFuture();
    }

    // Inputs

    void send(String source, String text) {
        Run next;
        lock.lock();
        try {
            checkAlive();
            String refusal = queue.refusal(text);
            if (refusal != null) {
                throw new SessionStateException(id, refusal, null);
            }
            store.add(queue.add(source, text));
            touch();
            next = nextRun();
            arrived.signal();
        } finally {
            lock.unlock();
        }
        start(next);
    }

    private void checkAlive() {
        VmInfo info = gone;
        if (info != null) {
            throw exited(info);
        }
        if (over) {
            throw new SessionStateException(id, "it is closed; open another session", null);
        }
    }

    private SessionStateException exited(VmInfo info) {
        return new SessionStateException(
                id,
                "its VM has ended (" + End.of(info) + "); read what it wrote, then open another session",
                info.exit().orElse(null));
    }

    /** Under the lock: gives the turn to the next input if it is free. */
    private @Nullable Run nextRun() {
        if (run != null || dying || gone != null || over || parked || queue.isEmpty()) {
            return null;
        }
        Input input = queue.take();
        String text = beginning == null ? input.text() : join(beginning, input.text());
        Run next = new Run(this, events, input.number(), text, 0);
        run = next;
        runsSince = clock.millis();
        events.append(
                List.of(Draft.of(Kind.INPUT, input.source(), input.text())),
                marks -> marks.withTaken(input.number())
                        .withRunning(input.number())
                        .withPlace(0));
        return next;
    }

    private static String join(String first, String second) {
        return first.endsWith("\n") ? first + second : first + "\n" + second;
    }

    private void start(@Nullable Run begun) {
        if (begun == null) {
            return;
        }
        CompletableFuture<ExecutionResult> future;
        try {
            future = vm.executeAsync(Script.prompt(begun.text)
                    .withOutput(begun)
                    .withInput(begun)
                    .withEcho(true)
                    .withLineBuffering(true)
                    .withLabel(label(begun.number)));
        } catch (RuntimeException e) {
            future = CompletableFuture.failedFuture(e);
        }
        watch(begun, future);
    }

    private void watch(Run begun, CompletableFuture<ExecutionResult> future) {
        CompletableFuture<ExecutionResult> unused = future.whenComplete((result, error) -> ended(begun, result, error));
    }

    /** By which an adopted VM says which input it runs. */
    String label(long number) {
        return "session/" + id + "/" + number;
    }

    private void ended(Run which, @Nullable ExecutionResult result, @Nullable Throwable error) {
        Run next;
        boolean last;
        lock.lock();
        try {
            which.released = true;
            arrived.signalAll();
            if (run != which) {
                return;
            }
            run = null;
            reading = false;
            touch();
            if (parked && result == null) {
                // The VM was let go of, not ended: whoever adopts it hears how this ends.
                leave();
                return;
            }
            List<Draft> drafts = new ArrayList<>();
            boolean incomplete = result != null && result.outcome() == Outcome.INCOMPLETE;
            beginning = incomplete ? which.text : null;
            if (result != null) {
                report(result, drafts);
            } else if (error != null) {
                report(
                        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error,
                        drafts);
            }
            if (queue.isEmpty() && !dying && gone == null) {
                drafts.add(Draft.of(Kind.PROMPT, promptState().name()));
            }
            events.append(
                    drafts,
                    marks -> incomplete
                            ? marks.withRunning(0)
                            : marks.withRunning(0).withAnswered(marks.taken()));
            if (!incomplete) {
                store.keepOnly(queue.waiting());
            }
            last = gone != null && end();
            next = nextRun();
            settled.signalAll();
            if (parked) {
                leave();
            }
        } finally {
            lock.unlock();
        }
        if (last) {
            ended.run();
        }
        start(next);
    }

    /**
     * Leaves a persistent session as it is, for the next one who finds it. What runs goes on, and is written down until it ends; the files are in use until then.
     *
     * @param vmStays whether the VM will go on without being adopted anew; then nobody could answer a script that reads, and it gets no more input
     */
    void park(boolean vmStays) {
        lock.lock();
        try {
            parked = true;
            if (run == null) {
                leave();
            } else if (vmStays && reading) {
                run.released = true;
            }
            arrived.signalAll();
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        store.close();
        events.close();
    }

    private SessionState promptState() {
        return beginning == null ? SessionState.READY : SessionState.CONTINUATION;
    }

    private void report(ExecutionResult result, List<Draft> drafts) {
        boolean ended = result.stateLost() && vmHasEnded();
        boolean byItself = result.outcome() == Outcome.EXITED || result.outcome() == Outcome.CRASHED;
        if (!result.success() && result.outcome() != Outcome.INCOMPLETE && !(ended && byItself)) {
            drafts.add(Draft.of(Kind.ERROR, End.of(result) + "\n"));
        }
        if (ended) {
            dying = true;
        } else if (result.stateLost()) {
            drafts.add(Draft.of(Kind.RESTARTED, restartReason(result)));
        }
    }

    private void report(Throwable error, List<Draft> drafts) {
        if (error instanceof VmClosedException || error instanceof LuaProcessException) {
            dying = true;
        } else {
            drafts.add(Draft.of(Kind.ERROR, "not run: " + error.getMessage() + "\n"));
        }
    }

    static String restartReason(ExecutionResult result) {
        return "the process was replaced by a fresh one, for "
                + result.outcome().name().toLowerCase(Locale.ROOT);
    }

    private boolean vmHasEnded() {
        VmState state = vm.info().state();
        return state == VmState.DEAD || state == VmState.CLOSED;
    }

    // Reading

    /** Waits for input for what runs. Empty if there will be none. */
    String awaitInput(Run reader) throws IOException {
        lock.lock();
        try {
            while (!hasInput(reader)) {
                arrived.await();
            }
            reading = false;
            if (!hears(reader)) {
                return "";
            }
            Input input = queue.take();
            events.append(
                    List.of(Draft.of(Kind.INPUT, input.source(), input.text())),
                    marks -> marks.withTaken(input.number()));
            return input.text().isEmpty() ? "\n" : input.text();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@link #awaitInput} would not wait. From the first time it would, the session is known to read. */
    boolean hasInput(Run reader) {
        lock.lock();
        try {
            if (!queue.isEmpty() || !hears(reader)) {
                return true;
            }
            if (!reading) {
                reading = true;
                events.append(Draft.of(Kind.PROMPT, SessionState.READING.name()));
                settled.signalAll();
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private boolean hears(Run reader) {
        return reader == run && !reader.released && gone == null;
    }

    // Ends

    private void vmEnded(VmInfo info) {
        boolean last;
        lock.lock();
        try {
            gone = info;
            arrived.signalAll();
            last = run == null && end();
        } finally {
            lock.unlock();
        }
        if (last) {
            ended.run();
        }
    }

    /** Under the lock, when nothing runs any more. */
    private boolean end() {
        VmInfo info = gone;
        if (over || parked || info == null) {
            return false;
        }
        over = true;
        beginning = null;
        queue.clear();
        events.append(
                List.of(Draft.of(Kind.EXIT, End.of(info))),
                marks -> marks.withAnswered(marks.taken()).withRunning(0));
        store.keepOnly(List.of());
        settled.signalAll();
        return true;
    }

    /** Ends it, whether its VM has ended or not. */
    void close() {
        boolean last;
        lock.lock();
        try {
            last = gone != null && end();
            over = true;
            queue.clear();
            if (run != null) {
                run.released = true;
            }
            arrived.signalAll();
            settled.signalAll();
        } finally {
            lock.unlock();
        }
        if (last) {
            ended.run();
        }
    }

    /** Interrupts what runs, and drops what waits. */
    boolean interrupt() {
        boolean dropped;
        lock.lock();
        try {
            dropped = queue.clear();
            dropped |= beginning != null;
            if (dropped && gone == null) {
                beginning = null;
                long sent = queue.last();
                UnaryOperator<Marks> progress = marks ->
                        marks.running() == 0 ? marks.withTaken(sent).withAnswered(sent) : marks.withTaken(sent);
                boolean free = run == null && !dying;
                events.append(free ? List.of(Draft.of(Kind.PROMPT, SessionState.READY.name())) : List.of(), progress);
                settled.signalAll();
            }
        } finally {
            lock.unlock();
        }
        boolean interrupted = vm.interrupt();
        lock.lock();
        try {
            if (run != null) {
                run.released = true;
                reading = false;
            }
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
        return dropped || interrupted;
    }

    /** Says that the process was replaced, by something else than an input. */
    void restarted(String reason) {
        lock.lock();
        try {
            if (gone != null) {
                return;
            }
            beginning = null;
            List<Draft> drafts = new ArrayList<>();
            drafts.add(Draft.of(Kind.RESTARTED, reason));
            if (run == null && queue.isEmpty()) {
                drafts.add(Draft.of(Kind.PROMPT, SessionState.READY.name()));
            }
            events.append(drafts, UnaryOperator.identity());
        } finally {
            lock.unlock();
        }
    }

    // What is known

    /** Waits until nothing runs or waits, or what runs waits for input. */
    void awaitSettled(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !isSettled()) {
                left = settled.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isSettled() {
        return over || parked || (queue.isEmpty() && (reading || (run == null && !dying)));
    }

    SessionState state() {
        lock.lock();
        try {
            if (over) {
                return SessionState.EXITED;
            }
            if (reading) {
                return SessionState.READING;
            }
            return run != null || dying ? SessionState.BUSY : promptState();
        } finally {
            lock.unlock();
        }
    }

    /** Fails if the VM has ended. */
    void requireAlive() {
        lock.lock();
        try {
            checkAlive();
        } finally {
            lock.unlock();
        }
    }

    Optional<VmInfo> gone() {
        lock.lock();
        try {
            return Optional.ofNullable(gone);
        } finally {
            lock.unlock();
        }
    }

    long sent() {
        lock.lock();
        try {
            return queue.last();
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    List<String> history() {
        lock.lock();
        try {
            return queue.history();
        } finally {
            lock.unlock();
        }
    }

    void touch() {
        lastActivity = clock.millis();
    }

    /** When something happened last, in milliseconds. */
    long lastActivity() {
        return lastActivity;
    }

    /** When what runs has begun, in milliseconds; of no meaning if nothing runs. */
    long runsSince() {
        return runsSince;
    }
}
