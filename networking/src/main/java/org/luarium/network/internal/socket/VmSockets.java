// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.luarium.network.SocketInfo;
import org.luarium.network.internal.policy.Rules;
import org.luarium.value.LuaValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of one process of a VM. Thread-safe.
 *
 * <p>A VM does one thing at a time, so it waits for one {@link Operation} at most. Whoever sees that something has happened, the thread of the selector or one that looks up names, tries that
 * operation under the lock, and answers without it. Channels do not block, so the lock is held for a moment only.
 */
final class VmSockets implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(VmSockets.class);

    private final SocketHost host;
    private final String id;
    private final Rules rules;
    private final int chunk;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, HostSocket> sockets = new TreeMap<>(); // guarded by lock
    private final Budget budget; // guarded by lock
    private long numbers; // guarded by lock
    private @Nullable Operation pending; // guarded by lock
    private Reactor.@Nullable Timer timer; // guarded by lock
    private boolean closed; // guarded by lock

    VmSockets(SocketHost host, String id, Rules rules, int chunk, long numbers) {
        this.host = host;
        this.id = id;
        this.rules = rules;
        this.chunk = chunk;
        this.numbers = numbers;
        budget = new Budget(rules.policy());
    }

    String id() {
        return id;
    }

    SocketHost host() {
        return host;
    }

    Rules rules() {
        return rules;
    }

    Budget budget() {
        return budget;
    }

    /** The most that is read or written at once. */
    int chunk() {
        return chunk;
    }

    /** Why something was refused, for Lua, and for whoever looks for it. */
    List<LuaValue> refuse(String reason) {
        log.debug("VM {}: {}", id, reason);
        return Answers.failure(reason);
    }

    // Sockets, under the lock

    /** Whether there may be one more. */
    boolean hasRoom() {
        return sockets.size() < rules.policy().sockets();
    }

    String full() {
        return "a VM may have " + rules.policy().sockets() + " sockets; close one";
    }

    long nextNumber() {
        return ++numbers;
    }

    void add(HostSocket socket) {
        sockets.put(socket.number, socket);
    }

    Optional<HostSocket> find(long number) {
        return Optional.ofNullable(sockets.get(number));
    }

    void remove(HostSocket socket) {
        sockets.remove(socket.number);
        socket.close();
        host.reactor().wakeup();
    }

    // What scripts do

    /** Does something that does not wait. */
    List<LuaValue> now(Supplier<List<LuaValue>> work) {
        lock.lock();
        try {
            return closed ? Answers.failure(Answers.CLOSED) : work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Begins something that may wait. What it needs is found under the lock. */
    CompletionStage<List<LuaValue>> start(Supplier<Operation> begun) {
        Operation operation;
        List<LuaValue> result;
        Operation before;
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.completedFuture(Answers.failure(Answers.CLOSED));
            }
            before = take();
            operation = begun.get();
            result = operation.attempt();
            operation.since = host.reactor().pass();
            if (result == null && operation.isImpatient() && !operation.needsPass()) {
                result = operation.expired();
            }
            if (result == null) {
                pending = operation;
                watch(operation);
            }
        } finally {
            lock.unlock();
        }
        if (before != null) {
            before.answer.cancel(false);
        }
        if (result != null) {
            return CompletableFuture.completedFuture(result);
        }
        CompletableFuture<Void> unused = operation.answer.handle((values, problem) -> {
            if (operation.answer.isCancelled()) {
                abandon(operation);
            }
            return null;
        });
        host.reactor().wakeup();
        return operation.answer;
    }

    private void abandon(Operation operation) {
        lock.lock();
        try {
            if (pending == operation) {
                take();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock: nothing is waited for any more. */
    private @Nullable Operation take() {
        Operation operation = pending;
        pending = null;
        if (timer != null) {
            host.reactor().forget(timer);
            timer = null;
        }
        return operation;
    }

    private void watch(Operation operation) {
        if (timer != null) {
            host.reactor().forget(timer);
        }
        operation.schedule();
        timer = host.reactor().watch(this, operation);
    }

    // What happens

    /** The selector has found something; gives whether somebody may wait for it. */
    boolean ready(HostSocket socket, SelectionKey key, long pass) {
        lock.lock();
        try {
            Operation waiting = pending;
            // What was found before somebody asked may be gone; it is found again
            if (waiting != null && waiting.needsPass() && waiting.since >= pass) {
                return false;
            }
            socket.found(key);
            return waiting != null;
        } finally {
            lock.unlock();
        }
    }

    /** Tries what is waited for. */
    void attempt() {
        settle(null);
    }

    /** The time of an operation has come. */
    void due(Operation operation) {
        settle(operation);
    }

    private void settle(@Nullable Operation timed) {
        Operation operation;
        List<LuaValue> result = null;
        Throwable problem = null;
        lock.lock();
        try {
            operation = pending;
            if (operation == null || (timed != null && timed != operation)) {
                return;
            }
            try {
                result = operation.attempt();
                if (result == null && timed != null && operation.isOver()) {
                    result = operation.expired();
                }
            } catch (RuntimeException e) {
                problem = e;
            }
            if (result == null && problem == null) {
                watch(operation);
            } else {
                take();
            }
        } finally {
            lock.unlock();
        }
        if (problem != null) {
            operation.answer.completeExceptionally(problem);
        } else if (result != null) {
            operation.answer.complete(result);
        }
        host.reactor().wakeup();
    }

    List<SocketInfo> infos() {
        lock.lock();
        try {
            return sockets.values().stream().map(HostSocket::info).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Closes those that have come after a number, and ends what is waited for. */
    void closeNewer(long number) {
        Operation waiting;
        lock.lock();
        try {
            List<HostSocket> newer = sockets.values().stream()
                    .filter(socket -> socket.number > number)
                    .toList();
            newer.forEach(this::remove);
            waiting = take();
        } finally {
            lock.unlock();
        }
        if (waiting != null) {
            waiting.answer.complete(waiting.needsPass() ? waiting.expired() : Answers.failure(Answers.CLOSED));
        }
    }

    /** Closes all. The process has ended, or has to do without. */
    @Override
    public void close() {
        List<HostSocket> all;
        Operation waiting;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            all = new ArrayList<>(sockets.values());
            sockets.clear();
            all.forEach(HostSocket::close);
            waiting = take();
        } finally {
            lock.unlock();
        }
        if (waiting != null) {
            waiting.answer.complete(Answers.failure(Answers.CLOSED));
        }
        host.forget(this);
        host.reactor().wakeup();
    }
}
