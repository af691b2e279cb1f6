// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.engine.Engine;
import org.luarium.core.internal.process.KeptFolder;
import org.luarium.core.internal.process.ProcessStat;
import org.luarium.isolate.ExitStatus;
import org.luarium.isolate.Isolate;
import org.luarium.isolate.Limits;
import org.luarium.vm.ExecutionResult;
import org.luarium.vm.HostFunction;
import org.luarium.vm.HostModule;
import org.luarium.vm.LuaProcessException;
import org.luarium.vm.OrphanScript;
import org.luarium.vm.Outcome;
import org.luarium.vm.Script;
import org.luarium.vm.StackProfile;
import org.luarium.vm.Usage;
import org.luarium.vm.Vm;
import org.luarium.vm.VmBusyException;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmInfo;
import org.luarium.vm.VmState;

/**
 * One VM: an id, what it was given, and the {@link Turns} of the calls that its process runs one after the other.
 */
final class VmImpl implements Vm {
    private volatile VmConfig config;
    private final VmHost host;
    private final OwnedManager creator;
    private final Owner owner;
    private final Engine engine;
    private final VmLog log;
    private final Turns turns;
    private final CallRunner runner;
    private final @Nullable KeptFolder kept;
    private final Instant created;
    private final AtomicLong scripts = new AtomicLong();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Map<String, HostModule> modules = new ConcurrentHashMap<>();
    private final CompletableFuture<VmInfo> gone = new CompletableFuture<>();

    private volatile Instant lastActivity;
    private volatile @Nullable Instant adopted;
    private final AtomicReference<@Nullable Samples> sampling = new AtomicReference<>();

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
        turns = new Turns(this, host, log);
        runner = turns.runner();
    }

    /** Starts the first process. Called once, before the VM can be found. */
    void start() {
        turns.start();
    }

    /** Goes on with what another JVM has left. Called once, before the VM can be found. */
    void adopt(VmRecord record, @Nullable LuaProcess found) {
        adopted = Instant.now();
        if (found != null) {
            scripts.set(found.child().journal().scripts());
        }
        turns.adopt(record, found);
    }

    /** Leaves a persistent VM to the next JVM. */
    void leave() {
        if (!turns.leave()) {
            return;
        }
        LuaProcess current = turns.process();
        if (current != null) {
            host.leave(current);
        }
        host.forget(this);
        tellEnd();
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

    /** A script is about to be sent. */
    void begins(Call call) {
        lastActivity = Instant.now();
        call.number = scripts.incrementAndGet();
        if (call.samples == null) {
            call.samples = sampling.get();
        }
        host.counters().scripts.increment();
        log.begins(call);
    }

    /** A call is about to give its turn on. */
    void ends(Call call) {
        log.ended(call);
        lastActivity = Instant.now();
        ExecutionResult result = call.result();
        if (result == null || !result.success()) {
            host.counters().failed.increment();
        }
    }

    /** There is no process any more. */
    void tellEnd() {
        Samples samples = sampling.get();
        if (samples != null) {
            samples.end();
        }
        gone.complete(info());
    }

    @Override
    public ExecutionResult execute(Script script) {
        return runner.execute(script);
    }

    @Override
    public StackProfile profile(Script script) {
        Samples samples = new Samples();
        ExecutionResult result = runner.execute(script, samples);
        return samples.profile(id(), Optional.of(result));
    }

    @Override
    public StackProfile profile(Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("the time of a profile must be positive, not " + time);
        }
        LuaProcess current = turns.process();
        if (current != null && current.calledHere()) {
            throw new VmBusyException(
                    id(), "a host function or listener cannot wait for the scripts of the VM that called it");
        }
        Samples samples = new Samples(time);
        if (!sampling.compareAndSet(null, samples)) {
            throw new VmBusyException(id(), "it is being profiled already");
        }
        try {
            turns.checkUsable();
            samples.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sampling.set(null);
        }
        return samples.profile(id(), Optional.empty());
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
        return turns.running();
    }

    @Nullable
    LuaProcess process() {
        return turns.process();
    }

    Limits limits() {
        return config.confinement().limits();
    }

    VmState state() {
        return turns.state();
    }

    @Override
    public VmInfo info() {
        LuaProcess current = turns.process();
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
                turns.confinement(),
                Optional.ofNullable(turns.exit(current)),
                turns.lastOutput(),
                Optional.ofNullable(adopted),
                Optional.ofNullable(kept).map(KeptFolder::path));
    }

    @Override
    public Isolate isolate() {
        LuaProcess current = turns.process();
        if (current == null) {
            throw turns.dead();
        }
        return current;
    }

    @Nullable
    HostFunction findHostFunction(String module, String function) {
        HostModule known = modules.get(module);
        return known == null ? null : known.functions().get(function);
    }

    HostFunction hostFunction(String module, String function) {
        HostFunction target = findHostFunction(module, function);
        if (target == null) {
            throw new IllegalArgumentException("the host provides no function " + module + "." + function);
        }
        return target;
    }

    @Override
    public void provide(String module, HostModule functions) {
        ModuleNames.check(module);
        modules.put(module, functions);
        LuaProcess current = turns.process();
        if (current != null && current.callbackThread == Thread.currentThread()) {
            send(current, module, functions);
            return;
        }
        inTurn(module, Turns.FOREVER, ready -> send(ready, module, functions));
    }

    @Override
    public void makeAvailable(String module, Duration wait) {
        LuaProcess current = turns.process();
        if (current == null) {
            throw turns.dead();
        }
        Optional<Preparation> changed = host.find(current, module);
        if (changed.isEmpty()) {
            return;
        }
        Preparation given = changed.get();
        if (current.callbackThread == Thread.currentThread()) {
            send(current, given);
            return;
        }
        inTurn(module, wait.toNanos(), ready -> {
            // Another process has been given what there is now.
            if (ready == current) {
                send(ready, given);
            }
        });
    }

    /** Tells the process something while no script runs. */
    private void inTurn(String module, long waitNanos, Consumer<LuaProcess> message) {
        LuaProcess current = turns.process();
        if (current != null) {
            current.checkListener();
        }
        // An idle process reads at once; one that somebody has stopped never does.
        Script nothing = Script.of("").withTimeout(limits().startTime());
        Call turn = runner.prepare(nothing, Thread.currentThread(), null);
        if (!turns.acquire(turn, waitNanos)) {
            runner.resultOf(turn);
            return;
        }
        try {
            LuaProcess ready = turns.process();
            if (ready != null) {
                turn.begin(0, System.nanoTime());
                message.accept(ready);
            }
            turn.finish(List.of(), System.nanoTime());
        } finally {
            turns.endTurn(turn);
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

    private void send(LuaProcess current, Preparation given) {
        try {
            current.configure(given.path(), given.nativePath());
        } catch (IOException e) {
            // The process is gone; a fresh one is given what there is then.
            log.debug("templates were not sent: " + e.getMessage());
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
        Call call = turns.running();
        LuaProcess current = turns.process();
        if (call == null || current == null || call.ended()) {
            return false;
        }
        current.stop(call, Outcome.INTERRUPTED);
        return true;
    }

    @Override
    public void reset() {
        turns.reset();
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
        return turns.orphan();
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
        LuaProcess current = turns.process();
        if (current == null || turns.running() != call) {
            return;
        }
        current.child().releaseReader();
        if (current.inHostCode()) {
            // Its leader is stuck in a host function. The VM goes on without it.
            call.end(Outcome.CRASHED, "a host function does not return", null, System.nanoTime());
            turns.endTurn(call);
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
        if (!turns.close()) {
            return;
        }
        LuaProcess current = turns.process();
        if (current != null) {
            host.discard(current);
        }
        if (kept != null) {
            kept.delete();
        }
        host.forget(this);
        creator.forget(this);
        log.closed();
        tellEnd();
    }
}
