// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.util.Deque;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.luarium.core.internal.engine.Engine;
import org.luarium.vm.LuaProcessException;
import org.luarium.vm.VmConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes that have answered and wait for a VM.
 *
 * <p>They wait by kind: what a process is started with and cannot change later. The pool learns the kinds from the VMs that are created, and
 * keeps at most a few of them warm.
 */
final class ProcessPool implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProcessPool.class);
    private static final int KINDS = 8;

    private volatile int size;
    private final ProcessFactory factory;
    private final Executor workers;
    private final Consumer<LuaProcess> born;
    private final Consumer<LuaProcess> gone;
    private final Map<Kind, Shelf> shelves = new ConcurrentHashMap<>();
    private final AtomicInteger names = new AtomicInteger();
    private volatile boolean closed;

    private record Kind(String engine, OptionalLong memory, int frame, Map<String, String> variables) {}

    private static final class Shelf {
        final Deque<LuaProcess> ready = new ConcurrentLinkedDeque<>();
        final AtomicInteger count = new AtomicInteger();
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
        Kind kind = new Kind(
                engine.info().name(),
                config.confinement().limits().memoryBytes(),
                config.confinement().limits().frameBytes(),
                config.variables());
        Shelf shelf = shelves.get(kind);
        if (shelf == null && shelves.size() < KINDS) {
            shelf = shelves.computeIfAbsent(kind, key -> new Shelf());
        }
        if (shelf == null) {
            return factory.start(config.id(), config, engine);
        }
        LuaProcess found = shelf.ready.pollFirst();
        while (found != null && found.child().exited()) {
            shelf.count.decrementAndGet();
            gone.accept(found);
            found = shelf.ready.pollFirst();
        }
        if (found != null) {
            shelf.count.decrementAndGet();
        }
        refill(shelf, config, engine);
        return found == null ? factory.start(config.id(), config, engine) : found;
    }

    private void refill(Shelf shelf, VmConfig config, Engine engine) {
        int missing = size - shelf.count.get();
        for (int i = 0; i < missing && !closed; i++) {
            shelf.count.incrementAndGet();
            workers.execute(() -> add(shelf, config, engine));
        }
    }

    private void add(Shelf shelf, VmConfig config, Engine engine) {
        LuaProcess process;
        try {
            process = factory.start("pool-" + names.incrementAndGet(), config, engine);
        } catch (LuaProcessException e) {
            shelf.count.decrementAndGet();
            log.warn("The pool could not start a process: {}", e.getMessage());
            return;
        }
        born.accept(process);
        shelf.ready.addLast(process);
        if (closed) {
            drain();
        }
    }

    /** Changes how many processes of each kind wait; too many end at once, missing ones start with the next VM. */
    void resize(int wanted) {
        size = wanted;
        for (Shelf shelf : shelves.values()) {
            while (shelf.ready.size() > wanted) {
                LuaProcess surplus = shelf.ready.pollLast();
                if (surplus == null) {
                    break;
                }
                shelf.count.decrementAndGet();
                end(surplus);
            }
        }
    }

    int size() {
        int total = 0;
        for (Shelf shelf : shelves.values()) {
            total += shelf.ready.size();
        }
        return total;
    }

    private void drain() {
        for (Shelf shelf : shelves.values()) {
            for (LuaProcess process = shelf.ready.pollFirst(); process != null; process = shelf.ready.pollFirst()) {
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
