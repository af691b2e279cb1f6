// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.luarium.store.Provenance;
import org.luarium.store.Ref;
import org.luarium.store.StoreAccessException;
import org.luarium.store.Trust;
import org.luarium.store.UntrustedException;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.disk.Staging;
import org.luarium.store.internal.fetch.WebFiles;
import org.luarium.store.internal.realize.Substitutes;
import org.luarium.store.internal.record.Manifest;
import org.luarium.store.internal.record.ObjectRecord;
import org.luarium.store.internal.reference.Definition;
import org.luarium.store.internal.reference.Keys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binary caches, asked one after the other before anything is built. No cache can do harm: one that fails in any way is passed over, and what it offers comes in only if it is proven to be
 * what was asked for. Thread-safe; to be closed.
 */
public final class HttpCache implements Substitutes, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpCache.class);

    private final Disk disk;
    private final Trust trust;
    private final Intake intake;
    private final WebFiles files;
    private final List<RemoteCache> caches = new ArrayList<>();

    public HttpCache(Disk disk, ExchangeSettings settings) {
        this(disk, settings, System::nanoTime);
    }

    HttpCache(Disk disk, ExchangeSettings settings, LongSupplier nanos) {
        this.disk = disk;
        this.trust = settings.trust();
        this.intake = new Intake(disk, settings.limits());
        this.files = new WebFiles(settings.timing());
        settings.caches().forEach(address -> caches.add(new RemoteCache(address, files, nanos)));
    }

    /** Brings one more, so that nobody gets more realizations than the matcher wants: the first of the list that is not here yet. */
    @Override
    public List<Entry> fetch(Definition definition, Map<Ref.DRef, List<Ref.RRef>> context, BooleanSupplier cancelled) {
        if (caches.isEmpty() || !disk.isWritable()) {
            return List.of();
        }
        String key = Keys.build(definition.dref(), context);
        try {
            for (RemoteCache cache : caches) {
                Optional<Entry> entry =
                        cache.attempt(cancelled, () -> fetch(cache, definition, key, context, cancelled));
                if (entry.isPresent()) {
                    return List.of(entry.get());
                }
            }
        } catch (StoreAccessException e) {
            log.warn("{} cannot be fetched: {}", definition.dref(), e.getMessage());
        }
        return List.of();
    }

    private Optional<Entry> fetch(
            RemoteCache cache,
            Definition definition,
            String key,
            Map<Ref.DRef, List<Ref.RRef>> context,
            BooleanSupplier cancelled) {
        UntrustedException untrusted = null;
        for (Ref.RRef ref : cache.list(definition.dref(), key, cancelled)) {
            if (disk.object(ref).filter(Entry::exists).isPresent()) {
                continue;
            }
            Optional<Manifest> manifest = cache.manifest(ref, cancelled);
            if (manifest.isEmpty()) {
                continue;
            }
            if (!manifest.get().object().dependencies().equals(context)) {
                throw cache.lie("its manifest of " + ref + " is of another context than it says");
            }
            try {
                intake.check(manifest.get(), trust, cache.name());
            } catch (UntrustedException e) {
                untrusted = e;
                continue;
            }
            Optional<Entry> entry = take(cache, manifest.get(), cancelled);
            if (entry.isPresent()) {
                return entry;
            }
        }
        if (untrusted != null) {
            throw untrusted;
        }
        return Optional.empty();
    }

    private Optional<Entry> take(RemoteCache cache, Manifest manifest, BooleanSupplier cancelled) {
        ObjectRecord object = manifest.object();
        Optional<TreeSource> tree = cache.tree(object, intake.limits().entries(), cancelled);
        if (tree.isEmpty()) {
            return Optional.empty();
        }
        Provenance provenance = Intake.provenance(Provenance.Origin.SUBSTITUTED, cache.name(), manifest);
        try (TreeSource in = tree.get()) {
            return Optional.of(intake.take(manifest, in, cache.name(), provenance, ref -> {}, cancelled));
        }
    }

    /**
     * Gets the content of an object that is damaged or missing. Needs no signature, as the store knows the hash.
     *
     * @return the content, hashed and sealed, to be closed; empty if no cache has it
     */
    public Optional<Staging> restore(Entry damaged) {
        ObjectRecord object = damaged.object();
        for (RemoteCache cache : caches) {
            Optional<Staging> good = cache.attempt(() -> false, () -> stage(cache, object));
            if (good.isPresent()) {
                log.info("{} was fetched anew from {}", object.ref(), cache.name());
                return good;
            }
        }
        return Optional.empty();
    }

    private Optional<Staging> stage(RemoteCache cache, ObjectRecord object) {
        Optional<TreeSource> tree = cache.tree(object, intake.limits().entries(), () -> false);
        if (tree.isEmpty()) {
            return Optional.empty();
        }
        Staging staging = disk.stage();
        boolean complete = false;
        try (TreeSource in = tree.get()) {
            intake.unpack(object, in, cache.name(), staging, () -> false);
            complete = true;
            return Optional.of(staging);
        } finally {
            if (!complete) {
                staging.close();
            }
        }
    }

    @Override
    public void close() {
        files.close();
    }
}
