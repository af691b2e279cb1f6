// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.verb;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.luarium.network.NetworkTask;
import org.luarium.network.NetworkingException;
import org.luarium.network.PeerOptions;
import org.luarium.network.VmConnectionException;
import org.luarium.vm.Vm;
import org.luarium.vm.VmManager;

/** All tasks of all VMs. Thread-safe. */
public final class Tasks implements AutoCloseable {
    private static final int MOST_ENDED = 100;
    private static final Duration STOP = Duration.ofSeconds(5);

    private final VmManager vms;
    private final TaskSockets sockets;
    private final Clock clock;
    private final List<RunningTask> tasks = new ArrayList<>(); // guarded by this
    private boolean closed; // guarded by this

    public Tasks(VmManager vms, TaskSockets sockets, Clock clock) {
        this.vms = vms;
        this.sockets = sockets;
        this.clock = clock;
    }

    /** Starts what needs no further input. */
    public NetworkTask start(String vm, Plan plan, String owner) {
        return startWith("", vm, plan, owner);
    }

    public NetworkTask startPeer(String vm, PeerOptions options, String owner) {
        return startWith(Plan.lines(options.peers()), vm, Plan.peer(options), owner);
    }

    private NetworkTask startWith(String lines, String vm, Plan plan, String owner) {
        RunningTask task = startHeld(vm, plan, owner);
        task.give(lines);
        return task;
    }

    /** Starts what gets the rest of its input later. */
    RunningTask startHeld(String id, Plan plan, String owner) {
        Vm vm = vms.find(id)
                .orElseThrow(() -> new VmConnectionException(
                        id, "does not exist; create it with networked(true), or vm:create --networked", null));
        if (!vm.info().config().networked()) {
            throw new VmConnectionException(
                    id, "is not networked; create one with networked(true), or vm:create --networked", null);
        }
        RunningTask task = new RunningTask(id, plan, owner, sockets, clock.instant());
        add(task);
        try {
            task.start(vm);
        } catch (RuntimeException e) {
            synchronized (this) {
                tasks.remove(task);
            }
            throw e;
        }
        return task;
    }

    private synchronized void add(RunningTask task) {
        if (closed) {
            throw new NetworkingException("nothing is started any more, as the bundle stops");
        }
        for (RunningTask other : tasks) {
            if (other.vm().equals(task.vm()) && !other.hasEnded()) {
                throw new NetworkingException("VM " + task.vm() + " runs a task already, a "
                        + other.plan().kind().name().toLowerCase(Locale.ROOT)
                        + "; stop it first, or take another VM");
            }
        }
        long ended = tasks.stream().filter(RunningTask::hasEnded).count();
        for (int i = 0; ended >= MOST_ENDED; i++) {
            if (tasks.get(i).hasEnded()) {
                tasks.remove(i--);
                ended--;
            }
        }
        tasks.add(task);
    }

    /** A VM has begun to listen. */
    public void listens(String vm, int port) {
        List<RunningTask> all;
        synchronized (this) {
            all = List.copyOf(tasks);
        }
        all.stream().filter(task -> task.vm().equals(vm) && !task.hasEnded()).forEach(task -> task.listensOn(port));
    }

    public synchronized List<NetworkTask> list() {
        return List.copyOf(tasks);
    }

    /** Stops what a bundle has started. */
    public void stopAllOf(String owner) {
        list().stream()
                .filter(task -> ((RunningTask) task).owner().equals(owner))
                .forEach(NetworkTask::stop);
    }

    /** Stops all and waits for their end, as a persistent VM would go on with a task that nobody serves; but no longer than that can take. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        stop(list());
    }

    static void stop(List<? extends NetworkTask> tasks) {
        tasks.forEach(NetworkTask::stop);
        CompletableFuture<?> ended = CompletableFuture.allOf(tasks.stream()
                        .map(task -> task.result().toCompletableFuture())
                        .toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, STOP.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(problem -> null);
        ended.join();
    }
}
