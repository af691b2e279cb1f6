// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.engine.Engine;
import org.luarium.core.internal.process.Journal.Unanswered;
import org.luarium.core.internal.process.KeptFolder;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.ExitStatus;
import org.luarium.isolate.Isolate;
import org.luarium.isolate.Limits;
import org.luarium.isolate.Profile;
import org.luarium.value.LuaValue;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.HostFunction;
import org.luarium.vm.HostModule;
import org.luarium.vm.LuaProcessException;
import org.luarium.vm.OrphanScript;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.Usage;
import org.luarium.vm.Vm;
import org.luarium.vm.VmBusyException;
import org.luarium.vm.VmClosedException;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmInfo;
import org.luarium.vm.VmState;

/**
 * One VM: an id, a queue of calls, and the process that runs them one after the other.
 *
 * <p>Whoever holds the turn ({@link #running}) leads the link of the process, without a lock. The lock guards only whose turn it is. A restart takes a turn too, so nothing
 * ever runs on half a process.
 */
final class VmImpl implements Vm {
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private volatile VmConfig config;
    private final VmHost host;
    private final OwnedManager creator;
    private final Owner owner;
    private final Engine engine;
    private final VmLog log;
    private final CallRunner runner;
    private final @Nullable KeptFolder kept;
    private final Instant created;
    private final AtomicLong scripts = new AtomicLong();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Map<String, HostModule> modules = new ConcurrentHashMap<>();
    private final CompletableFuture<VmInfo> gone = new CompletableFuture<>();

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
    private volatile Instant lastActivity;
    private volatile @Nullable Orphan orphan;
    private volatile @Nullable Instant adopted;
    private volatile String lastOutput = "";

    /**
     * Creates a VM without a process.
     *
     * @param kept what there is of it outside of this JVM, if it is persistent
     */
    VmImpl(
            VmConfig config,
            VmHost host,
            OwnedManager creator,
            Owner owner,
            Engine engine,
            @Nullable KeptFolder kept,
            Instant created) {
        this.creator = creator;
        this.kept = kept;
        this.created = created;
        lastActivity = created;
        this.config = config;
        this.host = host;
        this.owner = owner;
        this.engine = engine;
        log = new VmLog(config.id(), config.debug() || owner.debug());
        runner = new CallRunner(this, host);
    }

    /** Starts the first process. Called once, before the VM can be found. */
    void start() {
        LuaProcess first = host.newProcess(this);
        process = first;
        report = first.confinement();
        watchEnd(first);
        log.started(first);
    }

    /** Goes on with what another JVM has left. Called once, before the VM can be found. */
    void adopt(VmRecord record, @Nullable LuaProcess found) {
        adopted = Instant.now();
        report = record.report();
        if (found == null) {
            VmRecord.End last = record.end().orElse(new VmRecord.End(ExitStatus.UNKNOWN, ""));
            exit = last.status();
            lastOutput = last.lastOutput();
            end = VmState.DEAD;
            gone.complete(info());
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

    /** Leaves a persistent VM to the next JVM. */
    void leave() {
        LuaProcess current;
        lock.lock();
        try {
            if (end == VmState.CLOSED) {
                return;
            }
            end = VmState.CLOSED;
            current = process;
            failQueue();
            if (current != null) {
                current.child().leave();
                Call call = running;
                if (call != null && (orphan == null || !orphan.waits())) {
                    if (call.waiter == null) {
                        call.fail(new VmClosedException(id()));
                        // Whoever waits for input for it hears first that none is wanted any more.
                        host.work(() -> runner.complete(call));
                    }
                    awaitTurnEnd(() -> running != null || restarting);
                }
                if (running == null) {
                    current.settleNotes();
                }
            }
        } finally {
            lock.unlock();
        }
        if (current != null) {
            current.child().close();
        }
        host.forget(this);
        gone.complete(info());
    }

    /** What the next JVM has to know. */
    VmRecord record(LuaProcess current, @Nullable ExitStatus status) {
        return new VmRecord(
                config,
                engine,
                owner.name(),
                created,
                current.confinement(),
                current.inspection(),
                Optional.ofNullable(status).map(ended -> new VmRecord.End(ended, current.errorTail())));
    }

    @Nullable
    KeptFolder kept() {
        return kept;
    }

    // Turns

    /** Takes the turn for a caller that waits. Returns false if the call ended before its turn came. */
    boolean acquire(Call call) {
        if (takeTurn(call)) {
            return true;
        }
        while (!call.turn) {
            LockSupport.park(this);
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
            if (queue.size() >= limits().queuedCalls()) {
                throw new VmBusyException(id(), queue.size() + " calls wait already");
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

    private void checkUsable() {
        if (end == VmState.CLOSED) {
            throw new VmClosedException(id());
        }
        if (end == VmState.DEAD) {
            throw dead();
        }
    }

    LuaProcessException dead() {
        LuaProcess last = process;
        ExitStatus status = exit == null && last != null && last.child().exited()
                ? last.child().exit().join()
                : exit;
        return new LuaProcessException(
                "VM " + id() + " has no process any more: " + (status == null ? "it could not be started" : status)
                        + "; reset() it, or create it again",
                status,
                last == null ? "" : last.errorTail(),
                null);
    }

    /** Gives the turn on: to a restart if the process is gone, else to the next call. */
    void endTurn(Call call) {
        if (running != call) {
            return;
        }
        log.ended(call);
        lastActivity = Instant.now();
        ExecutionResult result = call.result();
        if (result == null || !result.success()) {
            host.counters().failed.increment();
        }
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
        return config.replaceOnKill() && ours;
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
                host.noteEnd(this, last);
                last.child().dispose();
            }
            gone.complete(info());
            host.changed(this);
        });
    }

    private void failQueue() {
        RuntimeException reason = end == VmState.CLOSED ? new VmClosedException(id()) : dead();
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

    private void restart() {
        LuaProcess old = process;
        LuaProcess fresh = null;
        RuntimeException problem = null;
        if (old != null) {
            old.child().kill();
            host.discard(old);
        }
        try {
            fresh = host.newProcess(this);
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

    private void watchEnd(LuaProcess watched) {
        CompletableFuture<Void> unused =
                watched.child().exit().thenAcceptAsync(status -> ended(watched, status), host.workers());
    }

    /** A process ended. If a call runs, its leader finds out by itself. */
    private void ended(LuaProcess which, ExitStatus status) {
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

    /** A script is about to be sent. */
    void begins(Call call) {
        lastActivity = Instant.now();
        scripts.incrementAndGet();
        host.counters().scripts.increment();
        log.begins(call);
    }

    // Everything else

    @Override
    public ExecutionResult execute(Script script) {
        return runner.execute(script);
    }

    @Override
    public CompletableFuture<ExecutionResult> executeAsync(Script script) {
        return runner.executeAsync(script);
    }

    @Override
    public String id() {
        return config.id();
    }

    VmConfig config() {
        return config;
    }

    Engine engine() {
        return engine;
    }

    Owner owner() {
        return owner;
    }

    Map<String, HostModule> modules() {
        return modules;
    }

    @Nullable
    Call running() {
        return running;
    }

    @Nullable
    LuaProcess process() {
        return process;
    }

    Limits limits() {
        return config.confinement().limits();
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

    @Override
    public VmInfo info() {
        LuaProcess current = process;
        long pid = current == null ? 0 : current.child().pid();
        boolean alive = current != null && !current.child().exited();
        return new VmInfo(
                id(),
                state(),
                pid,
                config,
                engine.info(),
                owner.name(),
                created,
                lastActivity,
                scripts.get(),
                new Usage(
                        Duration.between(created, Instant.now()),
                        Duration.ofNanos(alive ? Math.max(0, ProcessStat.cpuNanos(pid)) : 0),
                        alive ? ProcessStat.residentBytes(pid) : 0),
                report,
                Optional.ofNullable(
                        exit == null && state() == VmState.DEAD && current != null
                                ? current.child().exit().join()
                                : exit),
                lastOutput,
                Optional.ofNullable(adopted),
                Optional.ofNullable(kept).map(KeptFolder::path));
    }

    @Override
    public Isolate isolate() {
        LuaProcess current = process;
        if (current == null) {
            throw dead();
        }
        return current;
    }

    List<LuaValue> callHost(String module, String function, List<LuaValue> arguments) throws Exception {
        HostModule known = modules.get(module);
        HostFunction target = known == null ? null : known.functions().get(function);
        if (target == null) {
            throw new IllegalArgumentException("the host provides no function " + module + "." + function);
        }
        return target.call(this, arguments);
    }

    @Override
    public void provide(String module, HostModule functions) {
        ModuleNames.check(module);
        modules.put(module, functions);
        LuaProcess current = process;
        if (current != null && current.callbackThread == Thread.currentThread()) {
            send(current, module, functions);
            return;
        }
        if (current != null) {
            current.checkListener();
        }
        // An idle process reads at once; one that somebody has stopped never does.
        Script nothing = Script.of("").withTimeout(limits().startTime());
        Call turn = runner.prepare(nothing, Thread.currentThread(), null);
        if (!acquire(turn)) {
            runner.resultOf(turn);
            return;
        }
        try {
            LuaProcess ready = process;
            if (ready != null) {
                turn.begin(0, System.nanoTime());
                send(ready, module, functions);
            }
            turn.finish(List.of(), System.nanoTime());
        } finally {
            endTurn(turn);
        }
        if (turn.killed) {
            throw new LuaProcessException(
                    "VM " + id() + " did not take module " + module + " within " + limits().startTime()
                            + ", so its process was killed and its state is lost; a fresh one has all modules",
                    null,
                    "",
                    null);
        }
    }

    private void send(LuaProcess current, String module, HostModule functions) {
        try {
            current.provide(
                    module,
                    functions.functions().keySet(),
                    functions.functions().size());
        } catch (IOException e) {
            // The process is gone; a fresh one is given all modules when it starts.
            log.debug("module " + module + " was not sent: " + e.getMessage());
        }
    }

    @Override
    public boolean interrupt() {
        Call call = running;
        LuaProcess current = process;
        if (call == null || current == null || call.ended()) {
            return false;
        }
        current.stop(call, Outcome.INTERRUPTED);
        return true;
    }

    @Override
    public void reset() {
        LuaProcess current = process;
        if (current != null && current.calledHere()) {
            throw new VmBusyException(id(), "a host function or listener cannot reset the VM that called it");
        }
        leadOrphan();
        boolean now = false;
        lock.lock();
        try {
            if (end == VmState.CLOSED) {
                throw new VmClosedException(id());
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

    @Override
    public void reset(String environment) {
        VmConfig wanted = config.toBuilder().environment(environment).build();
        host.checkEnvironment(wanted, engine);
        config = wanted;
        reset();
    }

    @Override
    public Optional<OrphanScript> orphan() {
        return Optional.ofNullable(orphan).filter(Orphan::waits).map(waiting -> waiting);
    }

    private interface Busy {
        boolean yet();
    }

    /** Under the lock: waits, bounded, while something lasts. */
    private void awaitTurnEnd(Busy busy) {
        long left = CLOSE.toNanos() + limits().startTime().toNanos();
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

    /** Has a worker take what was written past the link, one at a time. */
    void drainRaw(LuaProcess current) {
        if (draining.compareAndSet(false, true)) {
            host.work(() -> {
                try {
                    current.drainRaw();
                } finally {
                    draining.set(false);
                }
            });
        }
    }

    /** Has a worker look whether the link still has its other end, one at a time. */
    void lookForHangUp(LuaProcess current) {
        if (looking.compareAndSet(false, true)) {
            host.work(() -> {
                try {
                    current.lookForHangUp();
                } finally {
                    looking.set(false);
                }
            });
        }
    }

    /** The watchdog's last step: the process is gone, but whoever leads the call does not notice. */
    void release(Call call) {
        LuaProcess current = process;
        if (current == null || running != call) {
            return;
        }
        current.child().releaseReader();
        if (current.inHostCode()) {
            // Its leader is stuck in a host function. The VM goes on without it.
            call.end(Outcome.CRASHED, "a host function does not return", null, System.nanoTime());
            endTurn(call);
            runner.complete(call);
        }
    }

    @Override
    public Vm fork(String newId) {
        Vm copy = creator.create(config.toBuilder().id(newId).build());
        modules.forEach(copy::provide);
        return copy;
    }

    @Override
    public void debug(boolean on) {
        log.debug(on);
    }

    @Override
    public CompletionStage<VmInfo> onExit() {
        return gone.minimalCompletionStage();
    }

    @Override
    public void close() {
        LuaProcess current;
        leadOrphan();
        lock.lock();
        try {
            if (end == VmState.CLOSED) {
                return;
            }
            end = VmState.CLOSED;
            current = process;
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
        } finally {
            lock.unlock();
        }
        if (current != null) {
            host.discard(current);
        }
        if (kept != null) {
            kept.delete();
        }
        host.forget(this);
        log.closed();
        gone.complete(info());
    }

    /** Waits for the end of a process that was told to end. */
    static void awaitExit(LuaProcess process) {
        try {
            process.child().exit().get(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            VmLog.lost(process, e);
        }
    }
}
