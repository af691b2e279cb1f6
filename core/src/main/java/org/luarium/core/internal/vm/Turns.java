// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.process.Journal.Unanswered;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.ExitStatus;
import org.luarium.isolate.Profile;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.LuaProcessException;
import org.luarium.vm.OrphanScript;
import org.luarium.vm.Outcome;
import org.luarium.vm.VmBusyException;
import org.luarium.vm.VmClosedException;
import org.luarium.vm.VmState;

/**
 * The process of one VM and whose turn it is to lead its link.
 *
 * <p>Whoever holds the turn ({@link #running}) leads the link of the process, without a lock. The lock guards only whose turn it is. A restart takes a turn too, so nothing
 * ever runs on half a process.
 */
final class Turns {
    /** Somebody waits as long as it takes. */
    static final long FOREVER = Long.MAX_VALUE;

    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final VmImpl vm;
    private final VmHost host;
    private final VmLog log;
    private final CallRunner runner;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition turnEnded = lock.newCondition();
    private final Deque<Call> queue = new ArrayDeque<>(); // guarded by lock
    private volatile @Nullable Call running; // written under lock
    private volatile @Nullable LuaProcess process; // written under lock
    private volatile VmState end = VmState.READY; // READY until it is DEAD or CLOSED; written under lock
    private boolean restarting; // guarded by lock
    private boolean restartWanted; // guarded by lock
    private volatile ConfinementReport report = new ConfinementReport(Profile.TRUSTED, List.of());
    private volatile @Nullable ExitStatus exit;
    private volatile String lastOutput = "";
    private volatile @Nullable Orphan orphan;

    Turns(VmImpl vm, VmHost host, VmLog log) {
        this.vm = vm;
        this.host = host;
        this.log = log;
        runner = new CallRunner(vm, this, host);
    }

    CallRunner runner() {
        return runner;
    }

    /** Starts the first process. */
    void start() {
        LuaProcess first = host.newProcess(vm);
        process = first;
        report = first.confinement();
        watchEnd(first);
        log.started(first);
    }

    /** Goes on with what another JVM has left. */
    void adopt(VmRecord record, @Nullable LuaProcess found) {
        report = record.report();
        if (found == null) {
            VmRecord.End last = record.end().orElse(new VmRecord.End(ExitStatus.UNKNOWN, ""));
            exit = last.status();
            lastOutput = last.lastOutput();
            end = VmState.DEAD;
            vm.tellEnd();
            return;
        }
        process = found;
        Unanswered begun = found.child().journal().unanswered().orElse(null);
        Call call = begun == null ? null : runner.orphan(begun);
        found.adopt(call);
        if (call != null) {
            orphan = new Orphan(runner, call);
            running = call;
        }
        if (found.child().exited()) {
            found.readErrorTail();
        }
        log.adopted(found);
        watchEnd(found);
        if (found.child().exited()) {
            ended(found, found.child().exit().join());
        }
    }

    // What others see

    @Nullable
    Call running() {
        return running;
    }

    @Nullable
    LuaProcess process() {
        return process;
    }

    ConfinementReport confinement() {
        return report;
    }

    String lastOutput() {
        return lastOutput;
    }

    VmState state() {
        if (end != VmState.READY) {
            return end;
        }
        Orphan waiting = orphan;
        LuaProcess current = process;
        if (waiting != null
                && waiting.waits()
                && current != null
                && current.child().exited()) {
            return VmState.DEAD;
        }
        return running == null && !restarting ? VmState.READY : VmState.BUSY;
    }

    /** How a process has ended that was not replaced; null while there is none. */
    @Nullable
    ExitStatus exit(@Nullable LuaProcess last) {
        return exit == null && state() == VmState.DEAD && last != null
                ? last.child().exit().join()
                : exit;
    }

    Optional<OrphanScript> orphan() {
        return Optional.ofNullable(orphan).filter(Orphan::waits).map(waiting -> waiting);
    }

    LuaProcessException dead() {
        LuaProcess last = process;
        ExitStatus status = exit == null && last != null && last.child().exited()
                ? last.child().exit().join()
                : exit;
        return new LuaProcessException(
                "VM " + vm.id() + " has no process any more: " + (status == null ? "it could not be started" : status)
                        + "; reset() it, or create it again",
                status,
                last == null ? "" : last.errorTail(),
                null);
    }

    // From call to call

    /** Takes the turn for a caller that waits. Returns false if the call ended before its turn came. */
    boolean acquire(Call call) {
        return acquire(call, FOREVER);
    }

    /** The same, but no longer than that. */
    boolean acquire(Call call, long waitNanos) {
        if (host.poller().isCurrent()) {
            throw new VmBusyException(vm.id(), "a host function whose answer comes later must not wait for a script");
        }
        if (takeTurn(call)) {
            return true;
        }
        long began = System.nanoTime();
        while (!call.turn) {
            long left = waitNanos - (System.nanoTime() - began);
            if (left <= 0 && withdraw(call)) {
                throw new VmBusyException(vm.id(), "it did not become free within " + Duration.ofNanos(waitNanos));
            }
            if (waitNanos == FOREVER) {
                LockSupport.park(vm);
            } else {
                LockSupport.parkNanos(vm, Math.max(1, left));
            }
            if (Thread.currentThread().isInterrupted() && withdraw(call)) {
                call.stop(Outcome.INTERRUPTED, System.nanoTime());
                call.end(Outcome.INTERRUPTED, "interrupted!", null, System.nanoTime());
                return false;
            }
        }
        return !call.ended();
    }

    /** Gives the call the turn if it is free, else a place in the queue. */
    boolean takeTurn(Call call) {
        lock.lock();
        try {
            checkUsable();
            if (running == null && !restarting && queue.isEmpty()) {
                running = call;
                return true;
            }
            if (queue.size() >= vm.limits().queuedCalls()) {
                throw new VmBusyException(vm.id(), queue.size() + " calls wait already");
            }
            queue.add(call);
        } finally {
            lock.unlock();
        }
        leadOrphan();
        return false;
    }

    private void leadOrphan() {
        Orphan waiting = orphan;
        if (waiting != null) {
            waiting.goOn();
        }
    }

    boolean withdraw(Call call) {
        lock.lock();
        try {
            return queue.remove(call);
        } finally {
            lock.unlock();
        }
    }

    /** Throws if there is no process and none will come by itself. */
    void checkUsable() {
        if (end == VmState.CLOSED) {
            throw new VmClosedException(vm.id());
        }
        if (end == VmState.DEAD) {
            throw dead();
        }
    }

    /** Gives the turn on: to a restart if the process is gone, else to the next call. */
    void endTurn(Call call) {
        if (running != call) {
            return;
        }
        vm.ends(call);
        boolean restart;
        Call next = null;
        lock.lock();
        try {
            if (running != call) {
                return;
            }
            LuaProcess current = process;
            boolean lost = current == null || current.child().exited() || call.killed;
            restart = end == VmState.READY && (restartWanted || (lost && replaceable(call)));
            restartWanted = false;
            running = null;
            if (restart) {
                restarting = true;
            } else if (lost && end == VmState.READY) {
                died();
            } else {
                next = takeNext();
            }
            turnEnded.signalAll();
        } finally {
            lock.unlock();
        }
        if (restart) {
            host.counters().replaced.increment();
            host.work(this::restart);
        } else if (next != null) {
            hand(next);
        }
    }

    /** Whether we ended the process, for a limit or because it broke the link; what ended by itself stays ended. */
    private boolean replaceable(Call call) {
        ExecutionResult result = call.result();
        boolean ours = call.stopReason() != null
                || call.failure() != null
                || (result != null && result.outcome() == Outcome.MEMORY_LIMIT);
        return vm.config().replaceOnKill() && ours;
    }

    private @Nullable Call takeNext() {
        Call next = queue.poll();
        running = next;
        return next;
    }

    private void hand(Call next) {
        next.turn = true;
        if (next.waiter != null) {
            LockSupport.unpark(next.waiter);
        } else {
            runner.startAsync(next);
        }
    }

    private void failQueue() {
        RuntimeException reason = end == VmState.CLOSED ? new VmClosedException(vm.id()) : dead();
        for (Call call = queue.poll(); call != null; call = queue.poll()) {
            call.fail(reason);
            call.turn = true;
            if (call.waiter != null) {
                LockSupport.unpark(call.waiter);
            } else {
                runner.complete(call);
            }
        }
    }

    private interface Busy {
        boolean yet();
    }

    /** Under the lock: waits, bounded, while something lasts. */
    private void awaitTurnEnd(Busy busy) {
        long left = CLOSE.toNanos() + vm.limits().startTime().toNanos();
        boolean interrupted = false;
        while (busy.yet() && left > 0) {
            try {
                left = turnEnded.awaitNanos(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // From process to process

    private void watchEnd(LuaProcess watched) {
        CompletableFuture<Void> unused =
                watched.child().exit().thenAcceptAsync(status -> ended(watched, status), host.workers());
    }

    /** A process ended. If a call runs, its leader finds out by itself. */
    private void ended(LuaProcess which, ExitStatus status) {
        which.wake();
        lock.lock();
        try {
            if (which != process || running != null || restarting || end != VmState.READY) {
                return;
            }
            if (!host.closed()) {
                log.diedIdle(status);
            }
            died();
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock: the process is gone and not replaced. */
    private void died() {
        LuaProcess last = process;
        if (last != null && last.child().exited()) {
            exit = last.child().exit().join();
        }
        end = VmState.DEAD;
        lastOutput = last == null ? "" : last.errorTail();
        host.counters().died.increment();
        failQueue();
        host.work(() -> {
            if (last != null) {
                host.noteEnd(vm, last);
                last.child().dispose();
            }
            vm.tellEnd();
            host.changed(vm);
        });
    }

    private void restart() {
        LuaProcess old = process;
        LuaProcess fresh = null;
        RuntimeException problem = null;
        if (old != null) {
            old.child().kill();
            host.discard(old);
        }
        try {
            fresh = host.newProcess(vm);
        } catch (RuntimeException e) {
            problem = e;
        }
        Call next = null;
        lock.lock();
        try {
            restarting = false;
            if (end == VmState.CLOSED) {
                if (fresh != null) {
                    fresh.child().kill();
                    host.discard(fresh);
                }
            } else if (fresh == null) {
                process = null;
                died();
            } else {
                process = fresh;
                report = fresh.confinement();
                exit = null;
                lastOutput = "";
                end = VmState.READY;
                next = takeNext();
            }
            turnEnded.signalAll();
        } finally {
            lock.unlock();
        }
        if (problem != null) {
            log.restartFailed(problem);
        } else if (fresh != null) {
            watchEnd(fresh);
            log.started(fresh);
        }
        if (next != null) {
            hand(next);
        }
    }

    /** Takes a fresh process, and waits until there is one. */
    void reset() {
        LuaProcess current = process;
        if (current != null && current.calledHere()) {
            throw new VmBusyException(vm.id(), "a host function or listener cannot reset the VM that called it");
        }
        leadOrphan();
        boolean now = false;
        lock.lock();
        try {
            if (end == VmState.CLOSED) {
                throw new VmClosedException(vm.id());
            }
            Call call = running;
            if (call != null && current != null) {
                restartWanted = true;
                call.stop(Outcome.INTERRUPTED, System.nanoTime());
                call.killed = true;
                current.child().kill();
            } else if (!restarting) {
                restarting = true;
                end = VmState.READY;
                now = true;
            }
            if (!now) {
                awaitTurnEnd(() -> restarting || restartWanted);
            }
        } finally {
            lock.unlock();
        }
        if (now) {
            restart();
        }
        if (end == VmState.DEAD) {
            throw dead();
        }
    }

    // The end

    /** Ends the process and every call. Returns false if there are no turns any more. The process is not replaced after this. */
    boolean close() {
        leadOrphan();
        lock.lock();
        try {
            if (end == VmState.CLOSED) {
                return false;
            }
            end = VmState.CLOSED;
            LuaProcess current = process;
            Call call = running;
            if (call != null) {
                call.stop(Outcome.INTERRUPTED, System.nanoTime());
                call.killed = true;
            }
            failQueue();
            if (current != null) {
                current.child().kill();
                if (!current.calledHere()) {
                    awaitTurnEnd(() -> running != null || restarting);
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #close}, but the process and its script go on for the next JVM. */
    boolean leave() {
        lock.lock();
        try {
            if (end == VmState.CLOSED) {
                return false;
            }
            end = VmState.CLOSED;
            LuaProcess current = process;
            failQueue();
            if (current != null) {
                current.child().leave();
                current.wake();
                Call call = running;
                if (call != null && (orphan == null || !orphan.waits())) {
                    if (call.waiter == null) {
                        call.fail(new VmClosedException(vm.id()));
                        // Whoever waits for input for it hears first that none is wanted any more.
                        host.work(() -> runner.complete(call));
                    }
                    awaitTurnEnd(() -> running != null || restarting);
                }
                if (running == null) {
                    current.settleNotes();
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
