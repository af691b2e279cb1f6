// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.descriptor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.luarium.extension.Extension;
import org.luarium.extensions.internal.host.Extensions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that the extensions are there that something carries, and go with it. Nobody waits for that. One that cannot become what it should be stays what it was. Thread-safe. */
public final class Deployments implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Deployments.class);
    private static final int WORKERS = 4;
    private static final int IDLE_SECONDS = 10;
    private static final int END_SECONDS = 30;

    private final Supplier<Extensions> extensions;
    private final Predicate<Class<?>> current;
    private final Path folder;
    private final ScheduledThreadPoolExecutor workers;
    private final AtomicLong folders = new AtomicLong();
    private final AtomicLong looks = new AtomicLong();
    private final Map<String, Deployment> deployments = new HashMap<>(); // guarded by itself
    private volatile boolean closed;

    /**
     * Creates it.
     *
     * @param extensions asked when the first one is needed
     * @param current whether a class is still the one of that name
     * @param folder for files of extensions
     */
    public Deployments(Supplier<Extensions> extensions, Predicate<Class<?>> current, Path folder) {
        this.extensions = extensions;
        this.current = current;
        this.folder = folder;
        AtomicInteger number = new AtomicInteger();
        workers = new ScheduledThreadPoolExecutor(WORKERS, task -> {
            Thread thread = new Thread(task, "luarium-extension-deployment-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        workers.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        workers.allowCoreThreadTimeOut(true);
        workers.setRemoveOnCancelPolicy(true);
    }

    /**
     * Loads what something carries, or reloads it if it has carried it before.
     *
     * @param carrier what it is, for people, and the same every time
     */
    public void want(String carrier, Source source) {
        synchronized (deployments) {
            if (!closed) {
                deployments
                        .computeIfAbsent(carrier, name -> new Deployment(this, name))
                        .want(source);
            }
        }
    }

    /** Closes what something has carried, unless it carries it again before so much time has passed. */
    public void unwant(String carrier, Duration pause) {
        synchronized (deployments) {
            Deployment known = deployments.get(carrier);
            if (known != null) {
                known.unwant(pause);
            }
        }
    }

    /** Interfaces or names may be there now that were not, and others may be gone. */
    public void lookAgain() {
        looks.incrementAndGet();
        List<Deployment> all;
        synchronized (deployments) {
            all = List.copyOf(deployments.values());
        }
        all.forEach(Deployment::lookAgain);
    }

    /** How often something may have come. */
    long looks() {
        return looks.get();
    }

    /** Nothing is left of it, and nobody wants it. */
    void forget(Deployment deployment) {
        synchronized (deployments) {
            if (!deployment.isWanted()) {
                deployments.remove(deployment.carrier(), deployment);
            }
        }
    }

    Extensions extensions() {
        return extensions.get();
    }

    boolean isCurrent(Class<?> type) {
        return current.test(type);
    }

    boolean isClosed() {
        return closed;
    }

    Path newFolder() {
        return folder.resolve(Long.toString(folders.incrementAndGet()));
    }

    Future<?> work(Runnable task, Duration pause) {
        try {
            return workers.schedule(task, pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("Nothing is deployed any more", e);
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Closes all that was loaded. */
    @Override
    public void close() {
        List<Deployment> all;
        synchronized (deployments) {
            closed = true;
            all = List.copyOf(deployments.values());
            deployments.clear();
        }
        workers.shutdownNow();
        try {
            if (!workers.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                log.warn("An extension is still being loaded; it will be closed then");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<Extension> loaded = new ArrayList<>();
        all.forEach(deployment -> deployment.loaded().ifPresent(loaded::add));
        if (!loaded.isEmpty()) {
            extensions().close(loaded);
        }
        all.forEach(Deployment::deleteFiles);
    }
}
