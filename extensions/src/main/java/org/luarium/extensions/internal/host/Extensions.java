// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionAlreadyLoadedException;
import org.luarium.extension.ExtensionKind;
import org.luarium.extension.ExtensionNotFoundException;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extension.ExtensionStartException;
import org.luarium.isolate.Diagnosis;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All extensions of one container. Thread-safe. */
public final class Extensions implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Extensions.class);
    private static final int SUPERVISORS = 256;
    private static final int IDLE_SECONDS = 10;
    private static final long STOP_MILLIS = 60_000;

    private final Map<ExtensionKind, Starter> starters;
    private final Registrar registrar;
    private final Clock clock;
    /** By folder name, so that no two share one. */
    private final Map<String, LoadedExtension> loaded = new ConcurrentSkipListMap<>();

    /** A thread for each extension that ends or starts, so that one that takes its time keeps no other from it. */
    private final ThreadPoolExecutor supervisors;

    private final ScheduledThreadPoolExecutor clockwork;
    private final Supplier<List<Diagnosis>> surroundings;
    private volatile boolean closed;

    /**
     * Creates it.
     *
     * @param starters what starts extensions of each kind that is possible
     * @param registrar what makes services of them
     * @param clock for what is shown
     */
    public Extensions(Map<ExtensionKind, Starter> starters, Registrar registrar, Clock clock) {
        this(starters, registrar, clock, List::of);
    }

    /**
     * Creates it.
     *
     * @param starters what starts extensions of each kind that is possible
     * @param registrar what makes services of them
     * @param clock for what is shown
     * @param surroundings finds out what processes rest on
     */
    public Extensions(
            Map<ExtensionKind, Starter> starters,
            Registrar registrar,
            Clock clock,
            Supplier<List<Diagnosis>> surroundings) {
        this.surroundings = surroundings;
        this.starters = Map.copyOf(starters);
        this.registrar = registrar;
        this.clock = clock;
        supervisors = new ThreadPoolExecutor(
                0, SUPERVISORS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), named("supervisor"));
        clockwork = new ScheduledThreadPoolExecutor(1, named("clock"));
        clockwork.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        clockwork.allowCoreThreadTimeOut(true);
        clockwork.setRemoveOnCancelPolicy(true);
    }

    private static ThreadFactory named(String what) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "luarium-extension-" + what + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    Clock clock() {
        return clock;
    }

    Registrar registrar() {
        return registrar;
    }

    Starter starter(ExtensionKind kind) {
        Starter found = starters.get(kind);
        if (found == null) {
            throw new IllegalStateException("nothing here runs extensions of kind " + kind);
        }
        return found;
    }

    /** Does something on another thread, later. */
    void supervise(Runnable task, Duration delay) {
        Runnable guarded = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.error("Supervision of an extension failed", e);
            }
        };
        if (delay.isZero()) {
            execute(guarded);
            return;
        }
        try {
            Future<?> unused = clockwork.schedule(() -> execute(guarded), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("Nothing is supervised any more", e);
        }
    }

    /** Does something on another thread, or on this one if there is no other. */
    void execute(Runnable task) {
        try {
            supervisors.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** Loads an extension; see {@link org.luarium.extension.ExtensionManager}, also for what follows. */
    public Extension load(ExtensionSpec spec) {
        LoadedExtension extension = new LoadedExtension(this, spec);
        LoadedExtension before = loaded.putIfAbsent(spec.folderName(), extension);
        if (before != null) {
            throw new ExtensionAlreadyLoadedException(
                    spec.name(),
                    "extension " + spec.name() + " is already loaded"
                            + (before.name().equals(spec.name()) ? "" : " as " + before.name())
                            + "; reload it, or close it first",
                    null);
        }
        boolean started = false;
        try {
            if (closed) {
                throw new ExtensionStartException(spec.name(), "extensions are being stopped", null);
            }
            extension.start();
            started = true;
        } finally {
            if (!started) {
                loaded.remove(spec.folderName(), extension);
            }
        }
        if (closed) {
            extension.close();
        }
        return extension;
    }

    void forget(LoadedExtension extension) {
        loaded.remove(extension.spec().folderName(), extension);
    }

    public Optional<Extension> find(String name) {
        return loaded.values().stream()
                .filter(extension -> extension.name().equals(name))
                .map(Extension.class::cast)
                .findFirst();
    }

    public Extension get(String name) {
        return find(name)
                .orElseThrow(() -> new ExtensionNotFoundException(
                        name,
                        "no extension " + name + " is loaded, only "
                                + list().stream().map(Extension::name).toList(),
                        null));
    }

    public List<Extension> list() {
        return List.copyOf(loaded.values());
    }

    public List<Diagnosis> diagnose() {
        List<Diagnosis> findings = new ArrayList<>();
        new TreeMap<>(starters).values().forEach(each -> findings.addAll(each.diagnose()));
        findings.add(SharedMemory.diagnose());
        findings.addAll(surroundings.get());
        return List.copyOf(findings);
    }

    /** Stops them all. */
    @Override
    public void close() {
        closed = true;
        close(list());
        clockwork.shutdownNow();
        supervisors.shutdown();
    }

    /** Stops some, all at once; one that cannot be stopped keeps no other from it. */
    public void close(List<Extension> some) {
        List<Thread> stopping = new ArrayList<>();
        for (Extension each : some) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            each.close();
                        } catch (RuntimeException e) {
                            log.error("Extension {} cannot be stopped", each.name(), e);
                        }
                    },
                    "luarium-extension-stop-" + each.name());
            thread.setDaemon(true);
            thread.start();
            stopping.add(thread);
        }
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS);
        for (Thread each : stopping) {
            try {
                each.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
                if (each.isAlive()) {
                    log.error("{} is not done after {} ms", each.getName(), STOP_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
