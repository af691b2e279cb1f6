// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.descriptor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionAlreadyLoadedException;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extensions.internal.host.Extensions;
import org.luarium.extensions.internal.host.Folders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One extension that something carries. What is wanted may change at any time; one thread at a time follows. Thread-safe. */
final class Deployment {
    private static final Logger log = LoggerFactory.getLogger(Deployment.class);

    private final Deployments owner;
    private final String carrier;
    private @Nullable Source wanted; // guarded by this
    private long wishes; // guarded by this
    private boolean working; // guarded by this
    private @Nullable Future<?> ending; // guarded by this
    private volatile @Nullable Extension extension;
    private volatile @Nullable Path files;
    // Of whoever works
    private long done;
    private volatile boolean waiting;
    private String reported = "";

    Deployment(Deployments owner, String carrier) {
        this.owner = owner;
        this.carrier = carrier;
    }

    String carrier() {
        return carrier;
    }

    Optional<Extension> loaded() {
        return Optional.ofNullable(extension);
    }

    synchronized boolean isWanted() {
        return wanted != null;
    }

    synchronized void want(Source source) {
        wish(source);
    }

    synchronized void unwant(Duration pause) {
        if (pause.isZero()) {
            wish(null);
        } else if (wanted != null) {
            long now = wishes;
            ending = owner.work(() -> endIfStill(now), pause);
        }
    }

    private synchronized void endIfStill(long wish) {
        if (wishes == wish) {
            wish(null);
        }
    }

    private void wish(@Nullable Source source) {
        if (ending != null) {
            ending.cancel(false);
            ending = null;
        }
        wanted = source;
        wishes++;
        begin();
    }

    private void begin() {
        if (!working) {
            working = true;
            Future<?> unused = owner.work(this::work, Duration.ZERO);
        }
    }

    /** Does what is wanted, until that is so. */
    private void work() {
        while (true) {
            Source source;
            synchronized (this) {
                if (done == wishes || owner.isClosed()) {
                    working = false;
                    return;
                }
                done = wishes;
                source = wanted;
            }
            if (source == null) {
                end();
            } else {
                follow(source);
            }
        }
    }

    private void follow(Source source) {
        Path folder = owner.newFolder();
        long looks = owner.looks();
        boolean kept = false;
        try {
            become(source.describe(folder));
            kept = true;
            waiting = false;
            reported = "";
            deleteFiles();
            files = folder;
        } catch (IOException | RuntimeException e) {
            waiting = e instanceof MissingTypeException || e instanceof ExtensionAlreadyLoadedException;
            report(e);
            if (looks != owner.looks()) {
                lookAgain();
            }
        } finally {
            if (!kept) {
                delete(folder);
            }
        }
        if (owner.isClosed()) {
            end();
        }
    }

    private void report(Exception e) {
        String message = String.valueOf(e.getMessage());
        if (!message.equals(reported) && isLatest()) {
            reported = message;
            log.warn(
                    extension == null
                            ? "The extension of {} is not loaded: {}"
                            : "The extension of {} is not reloaded, and what runs goes on: {}",
                    carrier,
                    message);
            log.debug("It was not loaded because of this", e);
        }
    }

    /** Whether nothing else is wanted meanwhile; the files of what is gone cannot be read. */
    private synchronized boolean isLatest() {
        return done == wishes && !owner.isClosed();
    }

    private void become(ExtensionSpec next) {
        Extensions extensions = owner.extensions();
        Extension running = running(extensions);
        if (running == null) {
            extension = extensions.load(next);
        } else if (!running.name().equals(next.name())) {
            extension = extensions.load(next);
            running.close();
        } else if (running.spec().kind() == next.kind()
                && next.interfaces().containsAll(running.spec().interfaces())) {
            running.reload(next);
        } else {
            replace(extensions, running, next);
        }
        log.info("The extension {} of {} is loaded", next.name(), carrier);
    }

    /** What was loaded, if nobody has closed it. */
    private @Nullable Extension running(Extensions extensions) {
        Extension known = extension;
        return known != null && extensions.find(known.name()).orElse(null) == known ? known : null;
    }

    /** Others know it by interfaces that it will not have any more, so it cannot stay the same. */
    private void replace(Extensions extensions, Extension running, ExtensionSpec next) {
        ExtensionSpec before = running.spec();
        running.close();
        extension = null;
        try {
            extension = extensions.load(next);
        } catch (RuntimeException e) {
            try {
                extension = extensions.load(before);
            } catch (RuntimeException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private void end() {
        Extension known = extension;
        if (known != null) {
            known.close();
            extension = null;
            log.info("The extension {} of {} is closed", known.name(), carrier);
            owner.lookAgain();
        }
        deleteFiles();
        owner.forget(this);
    }

    /** Follows once more if it waits for something, or if an interface that it has is no longer the one of the container. */
    void lookAgain() {
        Extension known = extension;
        if (!waiting && (known == null || !isOutdated(known.spec()))) {
            return;
        }
        synchronized (this) {
            if (wanted != null) {
                wishes++;
                begin();
            }
        }
    }

    private boolean isOutdated(ExtensionSpec spec) {
        return !Stream.concat(spec.interfaces().stream(), spec.grants().keySet().stream())
                .allMatch(owner::isCurrent);
    }

    void deleteFiles() {
        Path known = files;
        if (known != null) {
            delete(known);
            files = null;
        }
    }

    private void delete(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            log.warn("The folder {} of the extension of {} is not deleted", folder, carrier, e);
        }
    }
}
