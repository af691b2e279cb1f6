// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.luarium.store.Ref;
import org.luarium.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings new objects to the disk when the store has been quiet for a while: a file at a time costs a third of a millisecond and more, which nobody who realizes should wait for. What
 * was not brought there before a loss of power is hashed at the next start.
 */
final class Checkpoint implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Checkpoint.class);
    private static final long QUIET_SECONDS = 10;

    private final Path root;
    private final Runnable task;
    private final ScheduledThreadPoolExecutor executor;
    private final AtomicBoolean planned = new AtomicBoolean();

    Checkpoint(Path root, Runnable task) {
        this.root = root;
        this.task = task;
        executor = new ScheduledThreadPoolExecutor(1, run -> {
            Thread thread = new Thread(run, "luarium-store-checkpoint");
            thread.setDaemon(true);
            return thread;
        });
        executor.setKeepAliveTime(QUIET_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Plans a checkpoint, unless one is planned. */
    void soon() {
        if (planned.compareAndSet(false, true)) {
            ScheduledFuture<?> unused = executor.schedule(this::run, QUIET_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void run() {
        planned.set(false);
        try {
            task.run();
        } catch (StoreException | InterruptedWaitException e) {
            if (executor.isShutdown()) {
                log.debug("store {}: closed during a checkpoint", root, e);
            } else {
                log.warn("store {}: no checkpoint: {}", root, e.toString());
            }
        }
    }

    /** Returns when the files of objects are on the disk. Objects that are gone are left out. */
    static void force(Layout layout, List<Ref.RRef> objects) throws IOException {
        for (Ref.RRef ref : objects) {
            try {
                Files.walkFileTree(layout.object(ref), new Forcing());
            } catch (NoSuchFileException e) {
                log.debug("{} is gone", ref);
            }
        }
        if (!objects.isEmpty()) {
            force(layout.objects());
        }
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private static final class Forcing extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("interrupted");
            }
            if (attributes.isRegularFile()) {
                force(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, java.io.IOException problem) throws IOException {
            force(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
