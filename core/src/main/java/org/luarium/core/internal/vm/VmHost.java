// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.luarium.core.internal.engine.Engine;
import org.luarium.core.internal.engine.EngineCatalog;
import org.luarium.core.internal.process.Keepers;
import org.luarium.core.internal.process.KeptFolder;
import org.luarium.isolate.Diagnosis;
import org.luarium.isolate.Isolate;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.Vm;
import org.luarium.vm.VmAlreadyExistsException;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmInfo;
import org.luarium.vm.VmState;
import org.luarium.vm.VmStatistics;
import org.luarium.vm.spi.VmCustomizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All VMs of this JVM with the threads and processes they share. */
public final class VmHost implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(VmHost.class);
    private static final int QUEUED_WORK = 100_000;
    private static final long CLOSE_SECONDS = 5;
    private static final int MOST_WORKERS = 512;

    /** Hears of VMs that come and go. Called on any thread; must be quick. */
    public interface Listener {
        void created(Vm vm);

        void changed(Vm vm);

        void closed(Vm vm);
    }

    private volatile HostConfig config;
    private final EngineCatalog engines;
    private final ProcessFactory factory;
    private final EngineChoices choices;
    private final ProcessPool pool;
    private final Customizers customizers;
    private final Listener listener;
    private final Map<String, VmImpl> vms = new ConcurrentHashMap<>();
    private final Set<String> starting = ConcurrentHashMap.newKeySet();
    private final Set<LuaProcess> processes = ConcurrentHashMap.newKeySet();
    private final Set<List<String>> seen = ConcurrentHashMap.newKeySet();
    private final Set<List<String>> compiling = ConcurrentHashMap.newKeySet();
    private final Counters counters = new Counters();
    private final HeapReserve heap = new HeapReserve();
    private final ThreadPoolExecutor workers;
    private final int baseWorkers;
    private long workDone; // of the watchdog's thread
    private final Watchdog watchdog;
    private final Completions completions;
    private final Poller poller;
    private final KeptVms kept;
    private volatile boolean closed;

    public VmHost(
            HostConfig config,
            EngineCatalog engines,
            ProcessFactory factory,
            Iterable<VmCustomizer> customizers,
            Listener listener) {
        this.config = config;
        this.engines = engines;
        this.factory = factory;
        this.listener = listener;
        this.customizers = new Customizers(customizers);
        baseWorkers = config.workers();
        workers = workers(baseWorkers);
        choices = new EngineChoices(engines::resolve, System::nanoTime);
        kept = new KeptVms(this, factory, this.customizers);
        pool = new ProcessPool(config.poolSize(), factory, workers, this::track, this::discard);
        watchdog = new Watchdog(vms.values(), this::tend);
        completions = new Completions(workers);
        poller = new Poller(completions);
    }

    void track(LuaProcess process) {
        process.notifyOn(workers);
        processes.add(process);
        CompletableFuture<Void> unused = process.child().exit().thenRun(() -> processes.remove(process));
    }

    private static ThreadPoolExecutor workers(int size) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor executor = new Workers(size, QUEUED_WORK, task -> {
            Thread thread = new Thread(task, "luarium-worker-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
        // With 100,000 tasks waiting, or at the end, the submitter does the work itself: slower, but nothing is lost.
        executor.setRejectedExecutionHandler((task, pool) -> task.run());
        return executor;
    }

    /** Finds out, on a worker, what the first VM will need, where there have been VMs before. */
    public void prepare() {
        if (factory.sandbox().hasRoots()) {
            work(() -> {
                try {
                    factory.prepare(choices.engine(config.defaultEngine()));
                } catch (RuntimeException e) {
                    log.debug("What the first VM will need is found out later", e);
                }
            });
        }
    }

    /** Takes a new configuration for everything that is created from now on; the number of workers stays. */
    public void configure(HostConfig changed) {
        config = changed;
        pool.resize(changed.poolSize());
    }

    /** What the watchdog does now and then. */
    private void tend() {
        relieveWorkers();
        pool.refill();
    }

    /**
     * Host functions may wait for calls whose completion needs a worker. So where all workers have been busy since the last look and work waits, there are more
     * for a while.
     */
    private void relieveWorkers() {
        long done = workers.getCompletedTaskCount();
        int size = workers.getCorePoolSize();
        if (workers.getQueue().isEmpty()) {
            if (size > baseWorkers) {
                workers.setCorePoolSize(baseWorkers);
                workers.setMaximumPoolSize(baseWorkers);
            }
        } else if (done == workDone && size < MOST_WORKERS) {
            int more = Math.min(MOST_WORKERS, size + Math.max(4, size / 2));
            workers.setMaximumPoolSize(more);
            workers.setCorePoolSize(more);
        }
        workDone = done;
    }

    // Creating and finding

    VmImpl create(VmConfig wanted, OwnedManager creator) {
        if (closed) {
            throw new IllegalStateException("the VM manager is stopped; get the service again");
        }
        kept.check(wanted);
        heap.check(wanted.id());
        VmConfig effective =
                wanted.engine().isEmpty() && !config.defaultEngine().isEmpty()
                        ? wanted.toBuilder().engine(config.defaultEngine()).build()
                        : wanted;
        return create(effective, creator, choices.engine(effective.engine()));
    }

    VmImpl create(VmConfig effective, OwnedManager creator, Engine engine) {
        Owner owner = creator.owner();
        if (!starting.add(effective.id())) {
            throw new VmAlreadyExistsException(effective.id());
        }
        VmImpl vm;
        try {
            if (vms.containsKey(effective.id())) {
                throw new VmAlreadyExistsException(effective.id());
            }
            KeptFolder folder = effective.persistent() ? kept.keep(effective.id()) : null;
            vm = new VmImpl(
                    effective,
                    this,
                    creator,
                    new Owner(owner.name(), owner.debug() || config.debug()),
                    engine,
                    folder,
                    Instant.now());
            try {
                vm.start();
            } catch (RuntimeException e) {
                if (folder != null) {
                    folder.delete();
                }
                throw e;
            }
            vms.put(vm.id(), vm);
        } finally {
            starting.remove(effective.id());
        }
        if (closed) {
            vm.close();
            throw new IllegalStateException("the VM manager was stopped while VM " + vm.id() + " started");
        }
        counters.created.increment();
        listener.created(vm);
        return vm;
    }

    /**
     * Takes over the persistent VMs that other JVMs have left, and lets new ones be made. Called once, before any VM is created.
     *
     * @param found who looks after them; closed with this host
     */
    public void adopt(Keepers found) {
        kept.adopt(found);
    }

    void adopted(VmImpl vm) {
        vms.put(vm.id(), vm);
        // Whoever hears of it may ask for the manager, which is about to be made on this thread.
        work(() -> listener.created(vm));
    }

    Optional<Vm> find(String id) {
        return Optional.ofNullable(vms.get(id));
    }

    List<VmImpl> all() {
        List<VmImpl> list = new ArrayList<>(vms.values());
        list.sort(Comparator.comparing(VmImpl::id));
        return list;
    }

    List<VmInfo> list() {
        return all().stream().map(VmImpl::info).toList();
    }

    List<EngineInfo> engineList() {
        return engines.list();
    }

    EngineInfo engine(String requested) {
        return choices.engine(requested).info();
    }

    /** The isolates that live, those in the pool included. */
    public List<Isolate> isolates() {
        List<Isolate> list = new ArrayList<>();
        for (LuaProcess process : processes) {
            if (!process.child().exited()) {
                list.add(process);
            }
        }
        return list;
    }

    /** Checks every layer by using it. */
    public List<Diagnosis> diagnose() {
        return new Doctor(engines, factory, kept).diagnose();
    }

    VmStatistics statistics() {
        int busy = 0;
        int networked = 0;
        for (VmImpl vm : vms.values()) {
            busy += vm.state() == VmState.BUSY ? 1 : 0;
            networked += vm.config().networked() ? 1 : 0;
        }
        return new VmStatistics(
                vms.size(),
                busy,
                networked,
                pool.size(),
                counters.created.sum(),
                counters.closed.sum(),
                counters.died.sum(),
                counters.scripts.sum(),
                counters.failed.sum(),
                counters.replaced.sum());
    }

    // What VMs use

    LuaProcess newProcess(VmImpl vm) {
        compileLater(vm.engine());
        KeptFolder folder = vm.kept();
        Preparation preparation = customizers.prepare(
                vm.config(),
                vm.engine().info(),
                Optional.ofNullable(folder).map(KeptFolder::path),
                config.customizerWait());
        preparation.modules().forEach(vm.modules()::put);
        LuaProcess process = null;
        try {
            VmConfig extended = preparation.extend(vm.config());
            process = folder == null
                    ? pool.take(extended, vm.engine())
                    : factory.startKept(extended, vm.engine(), folder);
            track(process);
            process.rename(vm.id());
            if (folder != null) {
                vm.record(process, null).write(folder.path());
            }
            if (preparation.hasPaths()) {
                process.configure(preparation.path(), preparation.nativePath());
            }
            for (var module : vm.modules().entrySet()) {
                Set<String> names = module.getValue().functions().keySet();
                process.provide(module.getKey(), names, names.size());
            }
            customizers.keep(process, preparation, workers);
            return process;
        } catch (IOException e) {
            if (process != null) {
                process.child().kill();
                discard(process);
            }
            preparation.close();
            throw factory.startFailure(vm.id(), vm.engine(), "", e);
        } catch (RuntimeException e) {
            choices.forget();
            preparation.close();
            throw e;
        }
    }

    /** Throws if a VM could not be prepared as it is wanted. */
    void checkEnvironment(VmConfig wanted, Engine engine) {
        customizers
                .prepare(wanted, engine.info(), Optional.empty(), config.customizerWait())
                .close();
    }

    /** Tells of a customizer that was not there at the start: VMs of other JVMs may have waited for it. */
    public void customizable(VmCustomizer customizer) {
        work(() -> customizers.came(customizer));
    }

    /** A process goes on without this JVM, which keeps nothing for it any more. */
    void leave(LuaProcess process) {
        process.child().close();
        customizers.release(process);
    }

    Optional<Preparation> find(LuaProcess process, String module) {
        return customizers.find(process, module);
    }

    /** From the second process of an engine on it pays to have the Lua side of the link compiled. */
    private void compileLater(Engine engine) {
        if (factory.parses(engine) && !seen.add(engine.command()) && compiling.add(engine.command())) {
            work(() -> factory.compile(engine));
        }
    }

    /** Waits for the end of a process that was killed and frees what it held. */
    void discard(LuaProcess process) {
        LastWait.afterKill(process);
        process.child().dispose();
        processes.remove(process);
        customizers.release(process);
    }

    void forget(VmImpl vm) {
        vms.remove(vm.id(), vm);
        counters.closed.increment();
        listener.closed(vm);
    }

    void noteEnd(VmImpl vm, LuaProcess last) {
        kept.noteEnd(vm, last);
    }

    void changed(VmImpl vm) {
        listener.changed(vm);
    }

    void work(Runnable task) {
        workers.execute(task);
    }

    /** Has a worker complete a future. */
    void complete(Runnable completion) {
        if (poller.isCurrent()) {
            completions.add(completion);
        } else {
            workers.execute(completion);
        }
    }

    Executor workers() {
        return workers;
    }

    Counters counters() {
        return counters;
    }

    boolean closed() {
        return closed;
    }

    Watchdog watchdog() {
        return watchdog;
    }

    Poller poller() {
        return poller;
    }

    /** A manager for one owner. */
    public OwnedManager manager(String owner, boolean debug) {
        return new OwnedManager(this, new Owner(owner, debug));
    }

    /** Closes some VMs, in parallel. */
    void closeAll(Iterable<? extends Vm> some) {
        List<Runnable> tasks = new ArrayList<>();
        some.forEach(vm -> tasks.add(vm::close));
        Parallel.run(tasks, task -> task.run());
    }

    @Override
    public void close() {
        closed = true;
        // Killing all before waiting for any makes the end of a thousand VMs take as long as the end of one.
        for (LuaProcess process : processes) {
            if (!process.child().kept()) {
                process.child().kill();
            }
        }
        Consumer<VmImpl> close = vm -> {
            if (vm.kept() == null) {
                vm.close();
            } else {
                vm.leave();
            }
        };
        Parallel.run(new ArrayList<>(vms.values()), close);
        pool.close();
        poller.close();
        watchdog.close();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
        kept.close();
        factory.close();
    }
}
