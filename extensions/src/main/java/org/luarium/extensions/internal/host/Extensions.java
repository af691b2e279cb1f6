// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    private static final int SUPERVISORS = 4;
    private static final int IDLE_SECONDS = 10;
    private static final long STOP_MILLIS = 30_000;

    private final Map<ExtensionKind, Starter> starters;
    private final Registrar registrar;
    private final Clock clock;
    /** By folder name, so that no two share one. */
    private final Map<String, LoadedExtension> loaded = new ConcurrentSkipListMap<>();

    private final ScheduledThreadPoolExecutor supervisors;
    private volatile boolean closed;

    /**
     * Creates it.
     *
     * @param starters what starts extensions of each kind that is possible
     * @param registrar what makes services of them
     * @param clock for what is shown
     */
    public Extensions(Map<ExtensionKind, Starter> starters, Registrar registrar, Clock clock) {
        this.starters = Map.copyOf(starters);
        this.registrar = registrar;
        this.clock = clock;
        AtomicInteger number = new AtomicInteger();
        supervisors = new ScheduledThreadPoolExecutor(SUPERVISORS, task -> {
            Thread thread = new Thread(task, "luarium-extension-supervisor-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        supervisors.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        supervisors.allowCoreThreadTimeOut(true);
        supervisors.setRemoveOnCancelPolicy(true);
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

    /** Does something later, in turn with other such things. */
    void supervise(Runnable task, Duration delay) {
        try {
            Future<?> unused = supervisors.schedule(
                    () -> {
                        try {
                            task.run();
                        } catch (RuntimeException e) {
                            log.error("Supervision of an extension failed", e);
                        }
                    },
                    delay.toNanos(),
                    TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("Nothing is supervised any more", e);
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
        return List.of();
    }

    /** Stops them all. */
    @Override
    public void close() {
        closed = true;
        close(list());
        supervisors.shutdownNow();
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
        for (Thread each : stopping) {
            try {
                each.join(STOP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
