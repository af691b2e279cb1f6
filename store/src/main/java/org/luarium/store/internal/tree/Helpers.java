// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Threads that hash batches of files beside the one that walks the tree. They start when there is a second batch, so a small
 * tree costs none. If they are busy, the walking thread hashes.
 */
final class Helpers implements AutoCloseable {
    private static final int BATCH_FILES = 32;
    private static final long BATCH_BYTES = 1 << 20;
    private static final int QUEUE = 64;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final int threads;
    private final Work work;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Queue<FileDigest> digests = new ConcurrentLinkedQueue<>();
    private @Nullable ThreadPoolExecutor pool;
    private List<HashRun.Task> batch = new ArrayList<>();
    private long batchBytes;

    /** What is done with a file. */
    interface Work {
        void apply(HashRun.Task task, FileDigest digest) throws IOException;
    }

    Helpers(int threads, Work work) {
        this.threads = threads;
        this.work = work;
    }

    boolean areAllowed() {
        return threads > 0;
    }

    void submit(HashRun.Task task, FileDigest own) throws IOException {
        if (threads == 0) {
            work.apply(task, own);
            return;
        }
        batch.add(task);
        batchBytes += task.stat().size();
        if (batch.size() >= BATCH_FILES || batchBytes >= BATCH_BYTES) {
            List<HashRun.Task> full = batch;
            batch = new ArrayList<>();
            batchBytes = 0;
            if (!offer(full)) {
                run(full, own);
            }
        }
    }

    private boolean offer(List<HashRun.Task> tasks) {
        if (pool == null) {
            pool = new ThreadPoolExecutor(
                    threads, threads, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(QUEUE), Helpers::newThread);
        }
        if (pool.getQueue().remainingCapacity() == 0) {
            return false; // only this thread adds to it, so what is free now stays free
        }
        pool.execute(() -> runAside(tasks));
        return true;
    }

    private static Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "luarium-store-hash-" + COUNT.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    private void runAside(List<HashRun.Task> tasks) {
        FileDigest pooled = digests.poll();
        FileDigest digest = pooled == null ? new FileDigest() : pooled;
        try {
            run(tasks, digest);
        } catch (IOException | RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        } finally {
            digests.add(digest);
        }
    }

    private void run(List<HashRun.Task> tasks, FileDigest digest) throws IOException {
        for (HashRun.Task task : tasks) {
            if (failure.get() != null) {
                return;
            }
            work.apply(task, digest);
        }
    }

    /** Fails as a helper has failed. */
    void check() throws IOException {
        Throwable problem = failure.get();
        if (problem instanceof IOException e) {
            throw e;
        } else if (problem instanceof RuntimeException e) {
            throw e;
        } else if (problem instanceof Error e) {
            throw e;
        }
    }

    /** Returns when all files are hashed. */
    void finish(FileDigest own) throws IOException {
        run(batch, own);
        if (pool != null) {
            for (Runnable task = pool.getQueue().poll();
                    task != null;
                    task = pool.getQueue().poll()) {
                task.run();
            }
            pool.shutdown();
            try {
                while (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
                    check();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw FileDigest.interrupted(new IOException(e));
            }
        }
        check();
    }

    /** Returns when no thread works on the tree any more. */
    @Override
    public void close() {
        if (pool != null) {
            failure.compareAndSet(null, new IOException("stopped"));
            pool.shutdownNow();
            boolean interrupted = false;
            boolean ended = false;
            while (!ended) {
                try {
                    ended = pool.awaitTermination(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
