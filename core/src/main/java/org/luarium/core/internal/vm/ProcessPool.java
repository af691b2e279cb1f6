// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.engine.Engine;
import org.luarium.isolate.Confinement;
import org.luarium.vm.LuaProcessException;
import org.luarium.vm.VmConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes that have answered and wait for a VM.
 *
 * <p>They wait by kind: what a process is started with and cannot change later. The pool learns the kinds from the VMs that are created, and
 * keeps at most a few of them warm. Who takes a process wakes nobody, unless fewer than half are left: the watchdog asks for what is missing when nobody has taken
 * any for a moment. Starting processes at once would take the core from the VM that was just created.
 */
final class ProcessPool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProcessPool.class);
    private static final int KINDS = 8;
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private volatile int size;
    private final ProcessFactory factory;
    private final Executor workers;
    private final Consumer<LuaProcess> born;
    private final Consumer<LuaProcess> gone;
    private final Map<Kind, Shelf> shelves = new ConcurrentHashMap<>();
    private final AtomicInteger names = new AtomicInteger();
    private volatile boolean closed;

    private record Kind(String engine, Confinement confinement, boolean networked, Map<String, String> variables) {}

    private static final class Shelf {
        private final Deque<LuaProcess> ready = new ConcurrentLinkedDeque<>();
        private final AtomicInteger waiting = new AtomicInteger();
        final AtomicBoolean filling = new AtomicBoolean();
        volatile VmConfig config;
        volatile Engine engine;
        volatile long lastTaken;
        /** Whether the last start failed; the next VM of this kind will see it again. */
        volatile boolean failed;

        Shelf(VmConfig config, Engine engine) {
            this.config = config;
            this.engine = engine;
        }

        int size() {
            return waiting.get();
        }

        void add(LuaProcess process) {
            waiting.incrementAndGet();
            ready.addLast(process);
        }

        @Nullable
        LuaProcess takeOldest() {
            return counted(ready.pollFirst());
        }

        @Nullable
        LuaProcess takeNewest() {
            return counted(ready.pollLast());
        }

        private @Nullable LuaProcess counted(@Nullable LuaProcess process) {
            if (process != null) {
                waiting.decrementAndGet();
            }
            return process;
        }
    }

    ProcessPool(
            int size, ProcessFactory factory, Executor workers, Consumer<LuaProcess> born, Consumer<LuaProcess> gone) {
        this.size = size;
        this.factory = factory;
        this.workers = workers;
        this.born = born;
        this.gone = gone;
    }

    /** A process for a VM: one that waits, or a new one. */
    LuaProcess take(VmConfig config, Engine engine) {
        if (size == 0 || closed) {
            return factory.start(config.id(), config, engine);
        }
        Kind kind = new Kind(engine.info().name(), config.confinement(), config.networked(), config.variables());
        Shelf shelf = shelves.get(kind);
        if (shelf == null && shelves.size() < KINDS) {
            shelf = shelves.computeIfAbsent(kind, key -> new Shelf(config, engine));
        }
        if (shelf == null) {
            return factory.start(config.id(), config, engine);
        }
        shelf.config = config;
        shelf.engine = engine;
        shelf.failed = false;
        shelf.lastTaken = System.nanoTime();
        LuaProcess found = shelf.takeOldest();
        while (found != null && found.child().exited()) {
            gone.accept(found);
            found = shelf.takeOldest();
        }
        if (found == null || shelf.size() < size / 2) {
            refill(shelf);
        }
        return found == null ? factory.start(config.id(), config, engine) : found;
    }

    /** Has workers start what is missing. */
    void refill() {
        for (Shelf shelf : shelves.values()) {
            if (!shelf.failed && wants(shelf)) {
                refill(shelf);
            }
        }
    }

    /** Whether processes are missing and it is time to start them: at once if fewer than half are left, else when nobody takes any. */
    private boolean wants(Shelf shelf) {
        int left = shelf.size();
        return !closed && left < size && (left < size / 2 || System.nanoTime() - shelf.lastTaken > QUIET_NANOS);
    }

    /** One worker for each kind: others have calls to serve. */
    private void refill(Shelf shelf) {
        if (!closed && shelf.filling.compareAndSet(false, true)) {
            workers.execute(() -> fill(shelf));
        }
    }

    private void fill(Shelf shelf) {
        try {
            while (wants(shelf)) {
                LuaProcess process = factory.startWarm("pool-" + names.incrementAndGet(), shelf.config, shelf.engine);
                born.accept(process);
                shelf.add(process);
            }
        } catch (LuaProcessException e) {
            shelf.failed = true;
            log.warn("The pool could not start a process: {}", e.getMessage());
        } finally {
            shelf.filling.set(false);
        }
        if (closed) {
            drain();
        }
    }

    /** Changes how many processes of each kind wait; too many end at once, missing ones start soon. */
    void resize(int wanted) {
        size = wanted;
        for (Shelf shelf : shelves.values()) {
            while (shelf.size() > wanted) {
                LuaProcess surplus = shelf.takeNewest();
                if (surplus == null) {
                    break;
                }
                end(surplus);
            }
        }
    }

    int size() {
        int total = 0;
        for (Shelf shelf : shelves.values()) {
            total += shelf.size();
        }
        return total;
    }

    private void drain() {
        for (Shelf shelf : shelves.values()) {
            for (LuaProcess process = shelf.takeOldest(); process != null; process = shelf.takeOldest()) {
                end(process);
            }
        }
    }

    private void end(LuaProcess process) {
        process.child().kill();
        gone.accept(process);
    }

    @Override
    public void close() {
        closed = true;
        drain();
    }
}
