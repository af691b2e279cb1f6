// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.luarium.store.CorruptStoreException;
import org.luarium.store.Hash;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Ref;
import org.luarium.store.StoreAccessException;
import org.luarium.store.StoreException;
import org.luarium.store.StoreLockedException;
import org.luarium.store.internal.lock.Held;
import org.luarium.store.internal.lock.LockKey;
import org.luarium.store.internal.lock.LockMode;
import org.luarium.store.internal.lock.StoreLocks;
import org.luarium.store.internal.record.JournalRecord;
import org.luarium.store.internal.record.Manifest;
import org.luarium.store.internal.record.ObjectRecord;
import org.luarium.store.internal.reference.Definition;
import org.luarium.store.internal.reference.Keys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a store and what is known about it. Thread-safe; several processes may have it open.
 *
 * <p>An object is made in a folder of its own, gets its manifest there, and comes into the store by one rename; then the journal says so. Whoever dies in between leaves either a
 * staging folder, which the next sole opener removes, or a complete object that the journal does not know, which the next opener finds, verifies and adds. Nothing waits for the disk:
 * what may not have reached it before a loss of power is hashed again when the machine is up (see {@link Checkpoint}).
 *
 * <p>Methods that lock say so. Locks are not reentrant: hold none of the same kind when you call them.
 */
public final class Disk implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Disk.class);
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Layout layout;
    private final StoreLocks locks;
    private final Held presence;
    private final Ledger ledger;
    private final Index index;
    private final Checkpoint checkpoint;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Trash trash;

    Disk(Layout layout, StoreLocks locks, Held presence, Ledger ledger) {
        this.layout = layout;
        this.locks = locks;
        this.presence = presence;
        this.ledger = ledger;
        this.index = ledger.index();
        this.trash = new Trash(layout.trash());
        this.checkpoint = new Checkpoint(layout.root(), ledger::makeDurable);
    }

    /**
     * Opens a store. A missing one is created; what a crash or somebody else left in it is put in order.
     *
     * @throws StoreAccessException if it can be neither written nor read
     * @throws StoreLockedException if others keep it locked
     * @throws CorruptStoreException if it is no store, or of another format
     */
    public static Disk open(Path root) {
        return new Opening(new Layout(real(root.toAbsolutePath().normalize()))).open();
    }

    /** Without links on the way, which confined programs would not see. What cannot be had now is explained when the store is opened. */
    private static Path real(Path root) {
        try {
            return (Files.isDirectory(root) ? root : Files.createDirectories(root)).toRealPath();
        } catch (IOException e) {
            return root;
        }
    }

    public Layout layout() {
        return layout;
    }

    /** Whether anything can be added or removed. */
    public boolean isWritable() {
        return ledger.isWritable();
    }

    /** Takes note of what other processes have added and removed. Costs next to nothing if there is nothing. */
    public void refresh() {
        ledger.refresh();
    }

    /** Returns when all objects, and all that the journal says, survive a loss of power. */
    public void makeDurable() {
        ledger.makeDurable();
    }

    /** Whether the store knows how this is made. */
    public boolean isDefined(Ref.DRef dref) {
        return recipe(dref).map(Recipe::isDefined).orElse(false);
    }

    /** What is known of a derivation, if anything is. */
    public Optional<Recipe> recipe(Ref.DRef dref) {
        return Optional.ofNullable(index.recipe(dref));
    }

    /** How something is made. Reads and checks it anew. */
    public Optional<Definition> definition(Ref.DRef dref) {
        return ledger.definition(dref);
    }

    /** What something is made of directly. Reads that anew, and checks nothing. */
    public List<Ref.DRef> dependencies(Ref.DRef dref) {
        return ledger.dependencies(dref);
    }

    /** Sorted. */
    public List<Ref.DRef> definitions() {
        return index.recipes().stream()
                .filter(Recipe::isDefined)
                .map(Recipe::dref)
                .sorted()
                .toList();
    }

    /** The derivations of which anything is known, in no order. */
    public Collection<Recipe> recipes() {
        return index.recipes();
    }

    public Optional<Entry> object(Ref.RRef ref) {
        return Optional.ofNullable(index.object(ref));
    }

    /** An object that the caller names. */
    public Entry get(Ref.RRef ref) {
        return object(ref).orElseThrow(() -> new ObjectNotFoundException(ref.toString()));
    }

    /** The objects of a derivation, sorted. */
    public List<Entry> objects(Ref.DRef dref) {
        return recipe(dref).map(Recipe::objects).orElse(List.of());
    }

    /** All objects, in no order. */
    public List<Entry> objects() {
        return index.objects();
    }

    /** How many objects there are. */
    public int count() {
        return index.count();
    }

    /** Objects of builds that saw the same. */
    public List<Entry> byAction(String action) {
        return index.byAction(action);
    }

    /** Failed attempts, newest first. */
    public List<JournalRecord.Failed> attempts(Ref.DRef dref) {
        return recipe(dref).map(Recipe::attempts).orElse(List.of());
    }

    /** Whether a failed attempt has this log. */
    public boolean isLogOfAttempt(String log) {
        return index.isLogOfAttempt(log);
    }

    /** Writes down how things are made. Those that are known are left out. */
    public void define(Collection<Definition> definitions) {
        List<JournalRecord> missing = new ArrayList<>();
        for (Definition definition : definitions) {
            if (!isDefined(definition.dref())) {
                missing.add(new JournalRecord.Defined(definition));
            }
        }
        ledger.append(missing);
    }

    /** Writes down that a realizer failed. */
    public void failed(JournalRecord.Failed attempt) {
        ledger.append(List.of(attempt));
    }

    /** A new folder with an empty content. */
    public Staging stage() {
        return content(new Staging(this, emptyFolder()));
    }

    /** An empty content in a folder of {@link #emptyFolder}, or in one inside of that, which is created. */
    public Staging stage(Path folder) {
        try {
            return content(new Staging(this, Files.isDirectory(folder) ? folder : Files.createDirectory(folder)));
        } catch (IOException e) {
            throw failed(folder, "it cannot be created", e);
        }
    }

    private static Staging content(Staging staging) {
        try {
            Files.createDirectory(staging.tree());
            return staging;
        } catch (IOException e) {
            staging.close();
            throw failed(staging.tree(), "it cannot be created", e);
        }
    }

    /** A new, empty folder for anything. Removed with {@link #discard}, or by the next sole opener. */
    public Path emptyFolder() {
        Path folder = draft();
        try {
            return Files.createDirectory(folder);
        } catch (IOException e) {
            throw failed(folder, "it cannot be created", e);
        }
    }

    /** Where a file or folder can be made that goes elsewhere when it is complete. If it is left, the next sole opener removes it. */
    public Path draft() {
        return layout.staging().resolve(ProcessHandle.current().pid() + "-" + UUID.randomUUID());
    }

    /** Removes a file or folder, read-only or not, that is no object; or that was not made at all. */
    public void discard(Path folder) {
        Trash.discard(folder);
    }

    /**
     * Makes a sealed and hashed content an object. Locks the collection, shared.
     *
     * @param manifest of the content
     * @return the object: this one, or the same that was there before
     */
    public Entry commit(Staging staging, Manifest manifest) {
        try (Held sharing = share()) {
            requireNonNull(sharing, "sharing");
            return commitShared(staging, manifest);
        }
    }

    /** As {@link #commit}, by one who shares the collection. */
    public Entry commitShared(Staging staging, Manifest manifest) {
        return commitShared(List.of(staging), List.of(manifest)).get(0);
    }

    /**
     * Makes the outputs of one build objects, by one who shares the collection. After a crash there are all of them or none.
     *
     * @return for each manifest the object: this one, or the same that was there before
     */
    public List<Entry> commitShared(List<Staging> outputs, List<Manifest> manifests) {
        refresh();
        Map<Ref.RRef, Staging> missing = new LinkedHashMap<>();
        List<Manifest> added = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            Ref.RRef ref = manifests.get(i).object().ref();
            Entry known = index.object(ref);
            if ((known == null || !known.exists()) && missing.putIfAbsent(ref, outputs.get(i)) == null) {
                added.add(manifests.get(i));
            }
        }
        try (Pact pact = Pact.of(layout, missing.keySet())) {
            requireNonNull(pact, "pact");
            for (Manifest manifest : added) {
                Ref.RRef ref = manifest.object().ref();
                bringIn(requireNonNull(missing.get(ref), "staging"), manifest, layout.object(ref));
            }
            add(added);
        }
        return manifests.stream().map(manifest -> get(manifest.object().ref())).toList();
    }

    private void bringIn(Staging staging, Manifest manifest, Path place) {
        try {
            clear(staging);
            Path file = staging.folder().resolve(Layout.MANIFEST);
            Files.writeString(file, manifest.toJson(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Modes.seal(file);
            publish(staging.folder(), place);
            Modes.sealFolder(place);
        } catch (IOException e) {
            throw failed(place, "it cannot be stored", e);
        }
    }

    /** A program of a build can write beside its output, for instance a link to where it wants the manifest to go. */
    private void clear(Staging staging) throws IOException {
        try (Stream<Path> all = Files.list(staging.folder())) {
            all.filter(path -> !path.equals(staging.tree())).forEach(this::discard);
        }
    }

    /** Has the journal say that objects are there. */
    void add(List<Manifest> manifests) {
        Set<JournalRecord> records = new LinkedHashSet<>();
        for (Manifest manifest : manifests) {
            if (!isDefined(manifest.definition().dref())) {
                records.add(new JournalRecord.Defined(manifest.definition()));
            }
            ObjectRecord object = manifest.object();
            records.add(
                    new JournalRecord.Added(object.withAction(action(manifest.definition(), object.dependencies()))));
        }
        if (!records.isEmpty()) {
            ledger.append(List.copyOf(records));
            checkpoint.soon();
        }
    }

    /** Has the journal say that the files of an object are new, so that they are brought to the disk, or looked at after a loss of power. */
    void addAgain(ObjectRecord object) {
        ledger.append(List.of(new JournalRecord.Added(object)));
        checkpoint.soon();
    }

    /** Renames onto nothing. What is there without being known is moved out of the way: what we have is at least as good. */
    private void publish(Path folder, Path place) throws IOException {
        for (int attempt = 0; attempt < 2; attempt++) {
            if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                trash.take(place);
            }
            try {
                Files.move(folder, place, StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (FileAlreadyExistsException e) {
                log.debug("{} came meanwhile", place, e);
            }
        }
        throw new FileAlreadyExistsException(place.toString());
    }

    /** The key of a build. */
    public String action(Definition definition, Map<Ref.DRef, List<Ref.RRef>> dependencies) {
        Map<Ref.DRef, List<Hash>> trees = new TreeMap<>();
        dependencies.forEach((dref, refs) -> trees.put(
                dref,
                refs.stream().map(ref -> get(ref).object().tree()).sorted().toList()));
        return Keys.action(definition.config(), definition.realizer(), trees);
    }

    /**
     * Removes objects, in the order given, which has dependants before what they depend on, and forgets derivations. The caller holds the collection exclusively, and calls
     * {@link #emptyTrash} afterwards, without.
     */
    public void remove(Collection<Ref.RRef> refs, Collection<Ref.DRef> drefs) {
        List<JournalRecord> records = new ArrayList<>();
        refs.forEach(ref -> records.add(new JournalRecord.Removed(ref)));
        drefs.forEach(dref -> records.add(new JournalRecord.Forgotten(dref)));
        ledger.append(records);
        for (Ref.RRef ref : refs) {
            try {
                trash.take(layout.object(ref));
            } catch (NoSuchFileException e) {
                log.debug("somebody has taken away {} before", ref);
            } catch (IOException e) {
                log.warn("{} is removed, and its files are left behind: {}", ref, e.toString());
            }
        }
    }

    Trash trash() {
        return trash;
    }

    /** Deletes what was removed. */
    public void emptyTrash() {
        trash.empty();
    }

    /** Holds off collections. */
    public Held share() {
        return acquire(LockKey.COLLECTION, LockMode.SHARED, PATIENCE);
    }

    /** Holds off commits, matches and other collections. */
    public Held collect() {
        return acquire(LockKey.COLLECTION, LockMode.EXCLUSIVE, PATIENCE);
    }

    /** Takes a lock that is free. */
    public Optional<Held> tryAcquire(LockKey key, LockMode mode) {
        return locks.tryAcquire(key, mode);
    }

    /**
     * Takes a lock.
     *
     * @throws StoreLockedException if others hold it for longer
     * @throws InterruptedWaitException if the thread is interrupted; the flag is set again
     */
    public Held acquire(LockKey key, LockMode mode, Duration patience) {
        return acquire(locks, key, mode, patience);
    }

    static Held acquire(StoreLocks locks, LockKey key, LockMode mode, Duration patience) {
        try {
            return locks.acquire(key, mode, patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedWaitException("interrupted while waiting for the lock " + key, e);
        }
    }

    /**
     * What is in the folder and does not belong there. Locks the collection if there is any: an object that is in its place and not yet in the journal would look foreign.
     */
    public List<Path> foreign() {
        List<Path> foreign = findForeign();
        if (foreign.isEmpty() || !isWritable()) {
            return foreign;
        }
        try (Held alone = collect()) {
            requireNonNull(alone, "alone");
            refresh();
            return findForeign();
        }
    }

    private List<Path> findForeign() {
        List<Path> foreign = new ArrayList<>();
        try (Stream<Path> top = Files.list(layout.root())) {
            top.filter(path -> !layout.isOwn(String.valueOf(path.getFileName())))
                    .forEach(foreign::add);
            unknownNames().forEach(name -> foreign.add(layout.objects().resolve(name)));
        } catch (IOException e) {
            throw failed(layout.root(), "it cannot be read", e);
        }
        return foreign.stream().sorted().toList();
    }

    /** Folders that are named like objects and are none: they wait for what they depend on or for what is not copied yet, are damaged, or have just come. */
    Map<Ref.RRef, Path> unknown() throws IOException {
        Map<Ref.RRef, Path> unknown = new HashMap<>();
        unknownNames()
                .forEach(name -> Layout.refOf(name)
                        .ifPresent(ref -> unknown.put(ref, layout.objects().resolve(name))));
        return unknown;
    }

    /** What is in the folder of objects and is no object. */
    private List<String> unknownNames() throws IOException {
        String[] names = layout.objects().toFile().list(); // a third of the time of a stream of paths
        if (names == null) {
            throw new IOException(layout.objects() + " cannot be listed");
        }
        Set<String> known = new HashSet<>();
        index.objects().forEach(entry -> known.add(Layout.folder(entry.ref())));
        return Arrays.stream(names).filter(name -> !known.contains(name)).toList();
    }

    /** What the next one to open the store has to know. */
    private StateFile closing() throws IOException {
        StateFile closing = StateFile.of(layout, true);
        try {
            refresh();
            return unknown().isEmpty() ? closing : closing.incomplete();
        } catch (StoreException e) {
            log.debug("store {}", layout.root(), e);
            return closing.incomplete();
        }
    }

    /** Objects that a loss of power might damage, oldest first. */
    List<Ref.RRef> volatileObjects() {
        return index.volatileObjects();
    }

    static StoreAccessException failed(Path path, String problem, IOException cause) {
        return new StoreAccessException(path, problem + ": " + cause, cause);
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        checkpoint.close();
        try (locks;
                ledger) {
            if (isWritable()) {
                Opening.close(layout, locks, presence, this::closing);
            }
        } catch (IOException | StoreException e) {
            log.warn("store {}: {}", layout.root(), e.toString());
        }
    }
}
