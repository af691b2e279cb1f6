// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.verify;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.luarium.store.VerifyOptions;
import org.luarium.store.VerifyReport;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.disk.Mending;
import org.luarium.store.internal.disk.Staging;
import org.luarium.store.internal.tree.HashedTree;
import org.luarium.store.internal.tree.Progress;
import org.luarium.store.internal.tree.TreeHasher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hashes objects and compares. Content and manifest count; that something is writable is no damage, as modes protect nobody from root, but repairing makes everything read-only again.
 *
 * <p>Holds no lock while it hashes: an object that is collected meanwhile is not reported.
 */
public final class Verifier {
    private static final Logger log = LoggerFactory.getLogger(Verifier.class);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Disk disk;
    private final Repair repair;
    private final Mending mending;

    public Verifier(Disk disk, Repair repair) {
        this.disk = disk;
        this.repair = repair;
        this.mending = new Mending(disk);
    }

    /**
     * See {@link org.luarium.store.Store#verify}.
     *
     * @throws CancellationException if the thread is interrupted; its flag stays set
     */
    public VerifyReport verify(VerifyOptions options) {
        disk.refresh();
        List<Entry> entries = (options.refs().isEmpty()
                        ? disk.objects().stream()
                        : options.refs().stream().map(disk::get))
                .sorted(Comparator.comparing(Entry::ref))
                .toList();
        Meter meter = new Meter(options.progress());
        List<Optional<Finding>> findings = hash(entries, options, meter);
        List<VerifyReport.Problem> problems = new ArrayList<>();
        int objects = 0;
        for (Optional<Finding> finding : findings) {
            if (finding.isPresent()) {
                objects++;
                finding.get().problem().ifPresent(problems::add);
            }
        }
        return new VerifyReport(objects, meter.bytes(), problems, disk.foreign());
    }

    /** What was found out about an object that is there. */
    private record Finding(Optional<VerifyReport.Problem> problem) {}

    private List<Optional<Finding>> hash(List<Entry> entries, VerifyOptions options, Meter meter) {
        int threads = Math.min(options.jobs(), Math.max(1, entries.size()));
        TreeHasher hasher = new TreeHasher(Math.max(1, options.jobs() / threads));
        ExecutorService pool = Executors.newFixedThreadPool(threads, run -> {
            Thread thread = new Thread(run, "luarium-store-verify-" + COUNT.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<Optional<Finding>>> futures = new ArrayList<>();
            for (Entry entry : entries) {
                futures.add(pool.submit(() -> verify(entry, options.repair(), hasher, meter)));
            }
            List<Optional<Finding>> findings = new ArrayList<>();
            for (Future<Optional<Finding>> future : futures) {
                findings.add(future.get());
            }
            return findings;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled(e);
        } catch (ExecutionException e) {
            Throwable cause = requireNonNull(e.getCause(), "cause");
            if (cause instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(cause);
        } finally {
            meter.cancel();
            end(pool);
        }
    }

    private static CancellationException cancelled(InterruptedException cause) {
        CancellationException cancelled = new CancellationException("the verification was interrupted");
        cancelled.initCause(cause);
        return cancelled;
    }

    /** Returns when no thread reads any more, so that whoever cancels may remove the store. */
    private static void end(ExecutorService pool) {
        pool.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            if (!pool.awaitTermination(1, TimeUnit.MINUTES)) {
                log.warn("a verification was cancelled and does not end");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Finding> verify(Entry entry, boolean repairing, TreeHasher hasher, Meter meter) {
        Optional<String> content = contentProblem(entry, repairing, hasher, meter);
        Optional<String> problem = content.isPresent() ? content : mending.manifestProblem(entry);
        if (problem.isEmpty()) {
            if (repairing) {
                mending.seal(entry);
            }
            return Optional.of(new Finding(Optional.empty()));
        }
        disk.refresh();
        if (disk.object(entry.ref()).isEmpty()) {
            return Optional.empty();
        }
        boolean repaired = repairing && (content.isPresent() ? replace(entry, hasher, meter) : rewrite(entry));
        return Optional.of(new Finding(Optional.of(new VerifyReport.Problem(entry.ref(), problem.get(), repaired))));
    }

    private static Optional<String> contentProblem(Entry entry, boolean sealing, TreeHasher hasher, Meter meter) {
        Path tree = entry.realization().path();
        if (!entry.exists()) {
            return Optional.of("its folder is missing");
        }
        try {
            HashedTree found =
                    sealing ? hasher.hashAndSeal(tree, true, meter.progress()) : hasher.hash(tree, meter.progress());
            return found.hash().equals(entry.object().tree())
                    ? Optional.empty()
                    : Optional.of("its content has the hash " + found.hash() + " instead of "
                            + entry.object().tree());
        } catch (IOException e) {
            return Optional.of("its content cannot be hashed: " + e.getMessage());
        }
    }

    private boolean rewrite(Entry entry) {
        mending.writeManifest(entry);
        return mending.manifestProblem(entry).isEmpty();
    }

    private boolean replace(Entry entry, TreeHasher hasher, Meter meter) {
        Optional<Staging> restored = repair.restore(entry);
        if (restored.isEmpty()) {
            return false;
        }
        try (Staging good = restored.get()) {
            if (!hasher.hashAndSeal(good.tree(), true, new Progress(bytes -> {}, meter::isCancelled))
                    .hash()
                    .equals(entry.object().tree())) {
                log.warn("what was fetched for {} is something else", entry.ref());
                return false;
            }
            boolean replaced = mending.replace(entry, good);
            disk.emptyTrash();
            return replaced;
        } catch (IOException e) {
            log.warn("what was fetched for {} cannot be hashed", entry.ref(), e);
            return false;
        }
    }
}
