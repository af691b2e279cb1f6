// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.RealizeEvent;
import org.luarium.store.Realized;
import org.luarium.store.StoreException;

/** Realizes what is left of a graph on a few threads, dependencies first. The calling thread is one of them unless it has to be able to give up on others. */
final class Scheduler {
    private static final long GRACE_MILLIS = 80;

    private final Maker maker;
    private final Run run;
    private final boolean keepGoing;
    private final Map<Node, Integer> waiting = new HashMap<>(); // guarded by this
    private final Deque<Node> ready = new ArrayDeque<>(); // guarded by this
    private final List<Thread> threads = new ArrayList<>();
    private int open; // guarded by this; nodes that are neither done nor failed
    private int running; // guarded by this
    private @Nullable Throwable problem; // guarded by this

    Scheduler(Maker maker, Run run, boolean keepGoing) {
        this.maker = maker;
        this.run = run;
        this.keepGoing = keepGoing;
    }

    /** Returns when all is done, or throws the first failure unless it keeps going. */
    void realize(List<Node> pending, int jobs) {
        synchronized (this) {
            for (Node node : pending) {
                int unresolved = (int) node.dependencies().stream()
                        .filter(dependency -> !dependency.isResolved())
                        .count();
                waiting.put(node, unresolved);
                if (unresolved == 0) {
                    ready.add(node);
                }
            }
            open = pending.size();
        }
        int count = Math.min(jobs, pending.size());
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(this::work, "luarium-store-build-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        try {
            await();
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
            throw new RealizeCancelledException("the realization was cancelled: its thread was interrupted");
        }
        rethrow();
    }

    private synchronized void await() throws InterruptedException {
        while (open > 0 && problem == null) {
            wait();
        }
        if (problem != null) {
            stop();
        }
    }

    /** A realizer that does not listen is left to its own; it finds that nobody takes its output. */
    private void stop() {
        run.cancel();
        threads.forEach(Thread::interrupt);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
        synchronized (this) {
            open = 0;
            notifyAll();
            long left = deadline - System.nanoTime();
            while (running > 0 && left > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
                left = deadline - System.nanoTime();
            }
        }
    }

    private synchronized void rethrow() {
        if (problem instanceof RuntimeException exception) {
            throw exception;
        } else if (problem instanceof Error error) {
            throw error;
        }
    }

    private void work() {
        for (Node node = take(); node != null; node = take()) {
            try {
                maker.make(node);
                done(node);
            } catch (StoreException e) {
                failed(node, e);
            } catch (RuntimeException | Error e) {
                broken(e);
            }
        }
    }

    private synchronized @Nullable Node take() {
        while (ready.isEmpty() && open > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                return null;
            }
        }
        if (open <= 0) {
            return null;
        }
        running++;
        return ready.poll();
    }

    private synchronized void done(Node node) {
        running--;
        open--;
        for (Node dependant : node.dependants()) {
            Integer left = waiting.computeIfPresent(dependant, (key, count) -> count - 1);
            if (left != null && left == 0 && dependant.failure().isEmpty()) {
                ready.addFirst(dependant);
            }
        }
        notifyAll();
    }

    private synchronized void failed(Node node, StoreException cause) {
        if (!keepGoing || cause instanceof RealizeCancelledException) {
            broken(cause);
            return;
        }
        running--;
        List<Node> affected = new ArrayList<>(List.of(node));
        for (int i = 0; i < affected.size(); i++) {
            Node each = affected.get(i);
            if (each.failure().isEmpty()) {
                each.fail(new Realized.Failure(each.dref(), node.dref(), cause));
                run.finished(each == node ? RealizeEvent.Kind.FAILED : RealizeEvent.Kind.SKIPPED, each);
                open--;
                affected.addAll(each.dependants());
            }
        }
        notifyAll();
    }

    private synchronized void broken(Throwable cause) {
        running--;
        if (problem == null) {
            problem = cause;
        }
        notifyAll();
    }
}
