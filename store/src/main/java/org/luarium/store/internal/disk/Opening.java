// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luarium.store.CorruptStoreException;
import org.luarium.store.Ref;
import org.luarium.store.StoreAccessException;
import org.luarium.store.internal.journal.Journal;
import org.luarium.store.internal.journal.JournalState;
import org.luarium.store.internal.lock.Held;
import org.luarium.store.internal.lock.LockKey;
import org.luarium.store.internal.lock.LockMode;
import org.luarium.store.internal.lock.StoreLocks;
import org.luarium.store.internal.record.JournalRecord;
import org.luarium.store.internal.record.RecordCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a store: creates what is missing, and puts in order what a crash, a loss of power, or somebody who copied objects has left. */
final class Opening {
    private static final Logger log = LoggerFactory.getLogger(Opening.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FORMAT = "luarium-store 1";
    private static final int GARBAGE_FACTOR = 3;
    private static final long GARBAGE_RECORDS = 10_000;

    private final Layout layout;
    private final Index index;

    Opening(Layout layout) {
        this.layout = layout;
        this.index = new Index(layout, layout.journal().toFile().length());
    }

    Disk open() {
        try {
            boolean writable = create();
            StoreLocks locks = StoreLocks.open(layout.lock());
            try {
                return writable && !locks.isReadOnly() ? openToWrite(locks) : openToRead(locks);
            } catch (IOException | RuntimeException e) {
                locks.close();
                throw e;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedWaitException("interrupted while opening " + layout.root(), e);
        } catch (IOException e) {
            throw Disk.failed(layout.root(), "the store cannot be opened", e);
        }
    }

    /** Creates what is missing, as far as it may. */
    private boolean create() throws IOException {
        if (!Files.isDirectory(layout.root())) {
            Files.createDirectories(layout.root());
        }
        if (!Files.isWritable(layout.root())) {
            checkFormat();
            return false;
        }
        if (!Files.exists(layout.format())) {
            try (Stream<Path> files = Files.list(layout.root())) {
                Optional<Path> other = files.filter(file -> !layout.isOwn(String.valueOf(file.getFileName())))
                        .findFirst();
                if (other.isPresent()) {
                    throw new StoreAccessException(
                            layout.root(), "it is no store, and not empty; give an empty folder", null);
                }
            }
            Path draft = layout.root().resolve("journal.format-" + UUID.randomUUID());
            Files.writeString(draft, FORMAT + "\n" + UUID.randomUUID() + "\n");
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.force(
                        true); // an empty file after a loss of power would make it the store of an unknown version
            }
            Files.move(draft, layout.format(), StandardCopyOption.ATOMIC_MOVE);
        }
        checkFormat();
        for (Path folder : layout.folders()) {
            Files.createDirectories(folder);
        }
        return true;
    }

    private void checkFormat() throws IOException {
        String format;
        try {
            format = Files.readString(layout.format(), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new StoreAccessException(layout.root(), "it is no store, and none can be created there", e);
        }
        if (!format.startsWith(FORMAT + "\n")) {
            throw new CorruptStoreException(
                    layout.format(),
                    "it says '" + format.lines().findFirst().orElse("") + "', and this version reads " + FORMAT,
                    null);
        }
    }

    private Disk openToRead(StoreLocks locks) throws IOException, InterruptedException {
        Held presence = locks.acquire(LockKey.PRESENCE, LockMode.SHARED, PATIENCE);
        Journal journal = Journal.open(layout.journal(), false);
        try {
            JournalState state = journal.poll(index);
            if (state.isCorrupt()) {
                throw new CorruptStoreException(
                        layout.journal(),
                        "at byte " + state.offset() + "; open the store for writing, which rebuilds it",
                        null);
            }
            return new Disk(layout, locks, presence, new Ledger(layout, locks, journal, index, false));
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    private Disk openToWrite(StoreLocks locks) throws IOException, InterruptedException {
        try (Held gate = locks.acquire(LockKey.GATE, LockMode.EXCLUSIVE, PATIENCE)) {
            requireNonNull(gate, "gate");
            Optional<Held> sole = locks.tryAcquire(LockKey.PRESENCE, LockMode.EXCLUSIVE);
            StateFile before = StateFile.read(layout);
            StateFile now = StateFile.of(layout, false);
            boolean rebuilt = false;
            boolean torn = false;
            Journal journal;
            try (Held appending = locks.acquire(LockKey.JOURNAL, LockMode.EXCLUSIVE, PATIENCE)) {
                requireNonNull(appending, "appending");
                Optional<Journal> whole = openWhole();
                if (whole.isEmpty()) {
                    rebuilt = rebuildIfDamaged();
                }
                journal = whole.isPresent() ? whole.get() : Journal.open(layout.journal(), true);
                torn = journal.poll(index).tail() == JournalState.Tail.TORN;
                if (sole.isPresent() && isMostlyGarbage()) {
                    compact(journal);
                }
            }
            try {
                Held presence = sole.isPresent() ? swap(locks, sole.get()) : share(locks);
                Disk disk = new Disk(layout, locks, presence, new Ledger(layout, locks, journal, index, true));
                boolean quiet = sole.isPresent()
                        && before.clean()
                        && !before.isOtherBoot(now)
                        && before.objects().equals(now.objects());
                try {
                    new Recovery(disk, layout)
                            .run(
                                    rebuilt || torn || !quiet,
                                    sole.isPresent() && before.isOtherBoot(now),
                                    sole.isPresent());
                    now.write(layout);
                } catch (IOException | RuntimeException e) {
                    disk.close();
                    throw e;
                }
                return disk;
            } catch (IOException | RuntimeException e) {
                journal.close();
                throw e;
            }
        }
    }

    /** From being alone to being one of several. Nobody can come between, as the gate is held. */
    private static Held swap(StoreLocks locks, Held exclusive) throws InterruptedException {
        exclusive.close();
        return share(locks);
    }

    private static Held share(StoreLocks locks) throws InterruptedException {
        return locks.acquire(LockKey.PRESENCE, LockMode.SHARED, PATIENCE);
    }

    private boolean isMostlyGarbage() {
        return index.records() > GARBAGE_RECORDS && index.records() > GARBAGE_FACTOR * index.needed();
    }

    private void compact(Journal journal) throws IOException {
        List<byte[]> payloads = new ArrayList<>();
        for (Recipe recipe : index.recipes()) {
            if (recipe.isDefined()) {
                payloads.add(journal.read(recipe.definition()));
            }
            for (int i = recipe.attempts().size() - 1; i >= 0; i--) {
                payloads.add(RecordCodec.encode(recipe.attempts().get(i)));
            }
        }
        List<Ref.RRef> volatileObjects = index.volatileObjects();
        index.objects().forEach(entry -> payloads.add(RecordCodec.encode(new JournalRecord.Added(entry.object()))));
        if (volatileObjects.isEmpty()) {
            payloads.add(RecordCodec.encode(new JournalRecord.Durable()));
        }
        long before = index.records();
        journal.rewrite(payloads);
        journal.poll(index);
        log.info(
                "store {}: the journal was made anew, {} records instead of {}",
                layout.root(),
                index.records(),
                before);
    }

    /** The journal, if there is one and it is right: then it is read only once. */
    private Optional<Journal> openWhole() throws IOException {
        if (!Files.exists(layout.journal()) || Files.size(layout.journal()) == 0) {
            return Optional.empty();
        }
        Journal journal;
        try {
            journal = Journal.open(layout.journal(), true);
        } catch (CorruptStoreException e) {
            return Optional.empty();
        }
        boolean whole = false;
        try {
            whole = !journal.poll(index).isCorrupt() && index.invalid().isEmpty();
        } finally {
            if (!whole) {
                journal.close();
            }
        }
        return whole ? Optional.of(journal) : Optional.empty();
    }

    /** Puts what is right of a damaged journal into a new one. Objects come back from their manifests. */
    private boolean rebuildIfDamaged() throws IOException {
        List<byte[]> good = new ArrayList<>();
        String problem = problem(good);
        if (problem == null) {
            return false;
        }
        log.warn("store {}: {}; the journal is rebuilt from manifests", layout.root(), problem);
        if (Files.exists(layout.journal())) {
            Path damaged = layout.root().resolve("journal.damaged-" + UUID.randomUUID());
            Files.copy(layout.journal(), damaged);
            log.warn("store {}: the old journal is kept as {}", layout.root(), damaged);
        }
        Journal.create(layout.journal(), good);
        return true;
    }

    private @Nullable String problem(List<byte[]> good) throws IOException {
        if (!Files.exists(layout.journal())) {
            try (Stream<Path> objects = Files.list(layout.objects())) {
                return objects.findAny().isPresent() ? "the journal is missing" : null;
            }
        }
        if (Files.size(layout.journal()) == 0) {
            return "the journal is empty";
        }
        Index probe = new Index(layout, 0);
        try (Journal journal = Journal.open(layout.journal(), false)) {
            JournalState state = journal.poll(new Collecting(probe, good));
            if (state.isCorrupt()) {
                return "the journal is damaged at byte " + state.offset();
            }
            return probe.invalid().map(Throwable::getMessage).orElse(null);
        } catch (CorruptStoreException e) {
            return e.getMessage();
        }
    }

    /** Finds out what to say at the end. */
    interface Closing {
        StateFile now() throws IOException;
    }

    /** Says whether the store was left in order. */
    static void close(Layout layout, StoreLocks locks, Held presence, Closing state) throws IOException {
        try (Held gate = locks.acquire(LockKey.GATE, LockMode.EXCLUSIVE, PATIENCE)) {
            requireNonNull(gate, "gate");
            presence.close();
            Optional<Held> sole = locks.tryAcquire(LockKey.PRESENCE, LockMode.EXCLUSIVE);
            if (sole.isPresent()) {
                state.now().write(layout);
                sole.get().close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.debug("store {}: not marked as closed", layout.root(), e);
        }
    }
}
