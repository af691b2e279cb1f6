// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.luarium.store.ArchiveException;
import org.luarium.store.FetchException;
import org.luarium.store.HashMismatchException;
import org.luarium.store.InvalidReferenceException;
import org.luarium.store.Ref;
import org.luarium.store.StoreException;
import org.luarium.store.UntrustedException;
import org.luarium.store.internal.fetch.FetchRequest;
import org.luarium.store.internal.fetch.WebFiles;
import org.luarium.store.internal.record.Manifest;
import org.luarium.store.internal.record.ObjectRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One binary cache, which may be down, slow, or malicious. After a failure it is left alone for a while. Thread-safe. */
final class RemoteCache {
    private static final Logger log = LoggerFactory.getLogger(RemoteCache.class);
    private static final Duration REST = Duration.ofMinutes(1);
    private static final Duration SMALL_DEADLINE = Duration.ofMinutes(2);
    /** What names, targets and lengths of one entry may take, and what gzip may add. */
    private static final long PER_ENTRY = 512;

    private final URI base;
    private final URI shown;
    private final WebFiles files;
    private final LongSupplier nanos;
    private volatile boolean checked;
    private boolean resting; // guarded by this
    private long restingSince; // guarded by this
    private boolean warnedOfTrust; // guarded by this
    private long warnedAt; // guarded by this

    /**
     * Creates it.
     *
     * @param nanos a clock that only goes forward
     */
    RemoteCache(URI address, WebFiles files, LongSupplier nanos) {
        this.base = address.getPath() != null && address.getPath().endsWith("/") ? address : URI.create(address + "/");
        this.shown = WebFiles.shown(base);
        this.files = files;
        this.nanos = nanos;
    }

    /** What people and provenances call it. */
    String name() {
        return shown.toString();
    }

    /** Asks, unless it rests. Whatever it does wrong becomes a warning, and nothing. */
    <T> Optional<T> attempt(BooleanSupplier cancelled, Supplier<Optional<T>> question) {
        if (isResting()) {
            return Optional.empty();
        }
        try {
            if (!checked) {
                checkFormat(cancelled);
                checked = true;
            }
            return question.get();
        } catch (UntrustedException e) {
            warnOfTrust(e);
        } catch (FetchException | ArchiveException | HashMismatchException e) {
            rest(e);
        }
        return Optional.empty();
    }

    private synchronized boolean isResting() {
        resting &= nanos.getAsLong() - restingSince < REST.toNanos();
        return resting;
    }

    private synchronized void rest(StoreException reason) {
        if (resting) {
            log.debug("cache {} failed again", shown, reason);
            return;
        }
        resting = true;
        restingSince = nanos.getAsLong();
        checked = false;
        log.warn("cache {} is left alone for {} s: {}", shown, REST.toSeconds(), reason.getMessage());
        log.debug("cache {}", shown, reason);
    }

    private synchronized void warnOfTrust(UntrustedException reason) {
        if (warnedOfTrust && nanos.getAsLong() - warnedAt < REST.toNanos()) {
            log.debug("cache {}: {}", shown, reason.getMessage());
            return;
        }
        warnedOfTrust = true;
        warnedAt = nanos.getAsLong();
        log.warn("cache {}: {}", shown, reason.getMessage());
    }

    private void checkFormat(BooleanSupplier cancelled) {
        String format = read(CacheLayout.INFO, CacheLayout.LONGEST_INFO, cancelled)
                .map(bytes -> new String(bytes, UTF_8).strip())
                .orElse("nothing");
        if (!format.equals(CacheLayout.FORMAT)) {
            throw new FetchException(
                    WebFiles.shown(at(CacheLayout.INFO)),
                    "it does not say '" + CacheLayout.FORMAT + "'; check the address of the cache",
                    null);
        }
    }

    /** What it has of a build, sorted. */
    Set<Ref.RRef> list(Ref.DRef dref, String key, BooleanSupplier cancelled) {
        Set<Ref.RRef> refs = new TreeSet<>();
        Optional<byte[]> list = read(CacheLayout.build(key), CacheLayout.LONGEST_LIST, cancelled);
        if (list.isEmpty()) {
            return refs;
        }
        for (String line : new String(list.get(), UTF_8).split("\n", -1)) {
            if (!line.isEmpty()) {
                refs.add(listed(dref, line));
            }
            if (refs.size() > CacheLayout.MOST_LISTED) {
                throw lie("it lists more than " + CacheLayout.MOST_LISTED + " realizations of " + dref);
            }
        }
        return refs;
    }

    private Ref.RRef listed(Ref.DRef dref, String line) {
        try {
            Ref.RRef ref = Ref.RRef.parse(line);
            if (ref.dref().equals(dref)) {
                return ref;
            }
        } catch (InvalidReferenceException e) {
            log.debug("cache {}", shown, e);
        }
        throw lie("what it lists for " + dref + " is something else");
    }

    Optional<Manifest> manifest(Ref.RRef ref, BooleanSupplier cancelled) {
        Optional<Manifest> manifest = read(CacheLayout.manifest(ref), ExportFormat.LONGEST_MANIFEST, cancelled)
                .map(bytes -> Intake.manifest(name(), bytes));
        if (manifest.isPresent() && !manifest.get().object().ref().equals(ref)) {
            throw lie("its manifest of " + ref + " is of "
                    + manifest.get().object().ref());
        }
        return manifest;
    }

    /** The tree stream of an object, to be closed; empty if it is not there. What it throws is unchecked. */
    Optional<TreeSource> tree(ObjectRecord object, long mostEntries, BooleanSupplier cancelled) {
        long most = object.size() + object.size() / 100 + (mostEntries + 1) * PER_ENTRY;
        return files.open(request(CacheLayout.tree(object.tree()), most).build(), cancelled)
                .map(in -> new TreeSource(in, name()));
    }

    private Optional<byte[]> read(String path, int most, BooleanSupplier cancelled) {
        FetchRequest request = request(path, most).deadline(SMALL_DEADLINE).build();
        Optional<InputStream> file = files.open(request, cancelled);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = file.get()) {
            return Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new FetchException(WebFiles.shown(at(path)), e.getMessage() + "; try again later", e);
        }
    }

    private FetchRequest.Builder request(String path, long most) {
        return FetchRequest.of(at(path)).unchecked().maxSize(most);
    }

    private URI at(String path) {
        return base.resolve(path);
    }

    FetchException lie(String problem) {
        return new FetchException(shown, problem + "; do not trust it", null);
    }
}
