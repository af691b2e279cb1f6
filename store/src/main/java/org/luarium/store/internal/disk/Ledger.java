// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.luarium.store.CorruptStoreException;
import org.luarium.store.Ref;
import org.luarium.store.StoreAccessException;
import org.luarium.store.internal.journal.Journal;
import org.luarium.store.internal.journal.JournalState;
import org.luarium.store.internal.lock.Held;
import org.luarium.store.internal.lock.LockKey;
import org.luarium.store.internal.lock.LockMode;
import org.luarium.store.internal.lock.StoreLocks;
import org.luarium.store.internal.record.InvalidRecordException;
import org.luarium.store.internal.record.JournalRecord;
import org.luarium.store.internal.record.RecordCodec;
import org.luarium.store.internal.reference.Definition;

/** The journal of a store, what it says, and the lock of those who add to it. Thread-safe; several processes may have it open. */
final class Ledger implements AutoCloseable {
    private final Layout layout;
    private final StoreLocks locks;
    private final Journal journal;
    private final Index index;
    private final boolean writable;

    Ledger(Layout layout, StoreLocks locks, Journal journal, Index index, boolean writable) {
        this.layout = layout;
        this.locks = locks;
        this.journal = journal;
        this.index = index;
        this.writable = writable;
    }

    Index index() {
        return index;
    }

    boolean isWritable() {
        return writable;
    }

    /** Takes note of what other processes have added and removed. Costs next to nothing if there is nothing. */
    void refresh() {
        try {
            JournalState state = journal.poll(index);
            if (state.isCorrupt()) {
                throw new CorruptStoreException(
                        layout.journal(),
                        "at byte " + state.offset() + "; open the store again, which rebuilds it",
                        null);
            }
        } catch (IOException e) {
            throw Disk.failed(layout.journal(), "it cannot be read", e);
        }
    }

    /** How something is made. Reads and checks it anew. */
    Optional<Definition> definition(Ref.DRef dref) {
        return read(dref, RecordCodec::decodeDefinition);
    }

    /** What something is made of directly. Reads that anew, and checks nothing. */
    List<Ref.DRef> dependencies(Ref.DRef dref) {
        return read(dref, RecordCodec::decodeDependencies).orElse(List.of());
    }

    /** Reads the record of a definition in one way or another. */
    private interface Decoder<T> {
        T decode(ByteBuffer payload) throws InvalidRecordException;
    }

    private <T> Optional<T> read(Ref.DRef dref, Decoder<T> decoder) {
        Recipe recipe = index.recipe(dref);
        if (recipe == null || !recipe.isDefined()) {
            return Optional.empty();
        }
        long position = recipe.definition();
        try {
            return Optional.of(decoder.decode(ByteBuffer.wrap(journal.read(position))));
        } catch (InvalidRecordException e) {
            throw new CorruptStoreException(layout.journal(), e.getMessage() + " for " + dref, e);
        } catch (IOException e) {
            refresh();
            Recipe other = index.recipe(dref);
            if (other == null || other.definition() == position) {
                throw Disk.failed(layout.journal(), "it cannot be read", e);
            }
            return read(dref, decoder);
        }
    }

    /** Adds records, with one write. */
    void append(List<? extends JournalRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        if (!writable) {
            throw new StoreAccessException(layout.root(), "the store is open for reading only", null);
        }
        List<byte[]> payloads = new ArrayList<>(records.size());
        records.forEach(each -> payloads.add(RecordCodec.encode(each)));
        try (Held appending = appending()) {
            requireNonNull(appending, "appending");
            journal.append(payloads);
        } catch (IOException e) {
            throw Disk.failed(layout.journal(), "it cannot be written", e);
        }
        refresh();
    }

    /** Returns when these objects, and all that the journal says, survive a loss of power. */
    void makeDurable() {
        if (!writable) {
            return;
        }
        List<Ref.RRef> objects = index.volatileObjects();
        try {
            Checkpoint.force(layout, objects);
            journal.force();
            if (!objects.isEmpty()) {
                confirm(objects);
            }
        } catch (IOException e) {
            throw Disk.failed(layout.root(), "it cannot be written to the disk", e);
        }
    }

    /** Nobody may add an object between the look at the journal and the record that says that all of it is safe. */
    private void confirm(List<Ref.RRef> objects) throws IOException {
        try (Held appending = appending()) {
            requireNonNull(appending, "appending");
            refresh();
            if (index.volatileObjects().equals(objects)) {
                journal.append(List.of(RecordCodec.encode(new JournalRecord.Durable())));
            }
        }
        refresh();
    }

    private Held appending() {
        return Disk.acquire(locks, LockKey.JOURNAL, LockMode.EXCLUSIVE, Disk.PATIENCE);
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
