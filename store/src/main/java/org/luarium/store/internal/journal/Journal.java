// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.luarium.store.CorruptStoreException;
import org.luarium.store.StoreAccessException;
import org.luarium.store.internal.journal.JournalState.Tail;

/**
 * An append-only file of records that several processes read and write. Thread-safe; I/O is done under the monitor, as all
 * of it is short and in the page cache.
 *
 * <p>Who appends or replaces the file holds the append lock of the store; readers hold none. Records are delivered by
 * {@link #poll} only, one's own as well as those of others, in the order of the file, so an index is built in one way.
 * When another process has replaced the file (or this one has), or has cut off what a full disk did not let it finish, poll
 * begins anew with {@link JournalListener#restarted}.
 *
 * <p>A position is the offset in the file plus, in the upper 16 bits, the number of times that this object has begun
 * anew. It so can be told when it is of a file that is no more.
 */
public final class Journal implements AutoCloseable {
    /** The longest payload. */
    public static final int MAX_PAYLOAD = Frames.MAX_PAYLOAD;

    private static final int OFFSET_BITS = 48;
    private static final long MAX_GENERATION = 0x7FFF;
    private static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;

    private final Path path;
    private final boolean writable;
    private JournalFile file; // guarded by this
    private long generation; // guarded by this
    private long next; // guarded by this; where polling goes on; 0 before the first record
    private JournalState state; // guarded by this; as of `seen` bytes
    private long seen; // guarded by this
    private long checked; // guarded by this; up to here there are good records only

    private Journal(Path path, boolean writable, JournalFile file) {
        this.path = path;
        this.writable = writable;
        this.file = file;
        this.state = new JournalState(Tail.NONE, Frames.HEADER);
    }

    /**
     * Opens a journal. A missing one is made, if it may be written to; the caller holds the append lock then.
     *
     * @throws CorruptStoreException if it does not begin like a journal; {@link #create} makes it anew
     */
    public static Journal open(Path path, boolean writable) throws IOException {
        if (writable && !Files.exists(path)) {
            create(path, List.of());
        }
        return new Journal(path, writable, JournalFile.open(path, writable));
    }

    /**
     * Puts a new journal in the place of whatever is there: complete, on the disk, at once. The caller holds the append
     * lock.
     */
    public static void create(Path path, Iterable<byte[]> payloads) throws IOException {
        JournalFile.create(path, payloads);
    }

    /**
     * Delivers what was not delivered before. If nothing was appended, this costs one look at the size of the file. If the
     * listener throws, the record that it did not take comes again.
     *
     * @return what is behind the last record
     */
    public synchronized JournalState poll(JournalListener listener) throws IOException {
        long size = current();
        if (next == 0) {
            listener.restarted();
            next = Frames.HEADER;
        }
        if (size == seen && state.tail() != Tail.TORN) {
            return state; // behind a torn tail, the size says nothing: it may have been cut off and written over
        }
        FrameReader reader = new FrameReader(file, next, size);
        while (reader.next()) {
            listener.record(generation << OFFSET_BITS | next, reader.payload(next));
            next = reader.offset();
        }
        return settle(reader.state(), size);
    }

    private JournalState settle(JournalState found, long size) {
        state = found;
        seen = size;
        checked = Math.max(checked, next);
        return found;
    }

    /** The size of the file, after a change to the one that took its place if there is one. */
    private long current() throws IOException {
        long size = file.sizeIfCurrent();
        while (size < 0) {
            JournalFile successor = JournalFile.open(path, writable);
            file.close();
            file = successor;
            forget();
            size = file.sizeIfCurrent();
        }
        if (size < Math.max(next, checked)) {
            forget(); // a writer whose disk was full has taken back what was already read here
        }
        return size;
    }

    private void forget() {
        generation = (generation + 1) & MAX_GENERATION;
        next = 0;
        seen = 0;
        checked = 0;
    }

    /**
     * Appends records with one write. The caller holds the append lock. What a writer that died has left half-written is
     * cut off before. Records that others appended need not have been polled.
     *
     * @throws CorruptStoreException if the journal is damaged; nothing was appended
     * @throws StoreAccessException if the disk is full, or the file cannot be written to; nothing was appended
     */
    public synchronized void append(List<byte[]> payloads) throws IOException {
        int length = 0;
        for (byte[] payload : payloads) {
            Frames.checkLength(payload);
            length = Math.addExact(length, Frames.PREFIX + payload.length);
        }
        if (!writable) {
            throw new StoreAccessException(path, "it is open for reading only", null);
        }
        long size = current();
        long end = size == checked ? size : repair(size);
        ByteBuffer frames = ByteBuffer.allocate(length);
        payloads.forEach(payload -> Frames.put(frames, payload));
        try {
            file.write(end, frames.array());
        } catch (IOException e) {
            try {
                file.truncate(end);
            } catch (IOException again) {
                e.addSuppressed(again); // the next writer cuts it off
            }
            throw new StoreAccessException(path, "a record cannot be appended: " + e.getMessage(), e);
        }
        checked = end + length;
    }

    private long repair(long size) throws IOException {
        FrameReader reader = new FrameReader(file, Math.max(checked, Frames.HEADER), size);
        boolean more = true;
        while (more) {
            more = reader.next();
        }
        JournalState found = reader.state();
        if (found.isCorrupt()) {
            throw new CorruptStoreException(path, "at byte " + found.offset() + "; rebuild it", null);
        }
        if (found.tail() == Tail.TORN) {
            file.truncate(found.offset());
            seen = 0;
        }
        checked = found.offset();
        return checked;
    }

    /**
     * Reads one record.
     *
     * @throws StalePositionException if the position is of a file that was replaced
     * @throws CorruptStoreException if there is no good record at that position
     */
    public synchronized byte[] read(long position) throws IOException {
        if (position >>> OFFSET_BITS != generation) {
            throw new StalePositionException(path + " was replaced");
        }
        long offset = position & OFFSET_MASK;
        byte[] prefix = new byte[Frames.PREFIX];
        if (file.read(offset, prefix, prefix.length) == prefix.length) {
            ByteBuffer numbers = ByteBuffer.wrap(prefix);
            int length = numbers.getInt();
            if (Frames.isLength(length)) {
                byte[] payload = new byte[length];
                if (file.read(offset + prefix.length, payload, length) == length
                        && numbers.getInt() == Frames.checksum(payload, 0, length)) {
                    return payload;
                }
            }
        }
        throw new CorruptStoreException(path, "there is no good record at byte " + offset + "; rebuild it", null);
    }

    /**
     * Replaces the file by one with these records, on the disk, at once. The caller holds the append lock. The records may
     * be read from this journal meanwhile. The next poll, of this one and of others, delivers them all.
     */
    public synchronized void rewrite(Iterable<byte[]> payloads) throws IOException {
        if (!writable) {
            throw new StoreAccessException(path, "it is open for reading only", null);
        }
        create(path, payloads);
        long unused = current();
        assert unused > 0;
    }

    /** Returns when all that was appended is on the disk. */
    public synchronized void force() throws IOException {
        file.force();
    }

    /** Which of all files that had this name it is. */
    public synchronized UUID epoch() {
        return file.epoch();
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
