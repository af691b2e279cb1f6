// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ring of a log as a file, which survives that the JVM is killed at any instant.
 *
 * <p>What was written is in the kernel and survives us. A header of 64 bytes says what counts; it lies in one page and is written with one system call, which a signal does not divide. An append that
 * overwrites nothing writes its data, then the header. One that does first writes a header in which the overwritten events are gone. So at any instant the header names only whole events, and an
 * append has happened entirely, with the marks of its input and output, or not at all.
 *
 * <p>It is not synced to the disk: the processes it belongs to do not survive a failure of the power either.
 */
public final class Journal implements AutoCloseable {
    /** What counts. */
    record State(long head, long tail, long first, long next, Marks marks) {
        static final State EMPTY = new State(0, 0, 1, 1, Marks.NONE);
    }

    /** Somebody in this JVM, or another one, still writes the file. */
    public static final class InUseException extends IOException {
        private static final long serialVersionUID = 1L;

        InUseException(Path file) {
            super(file + " is in use");
        }
    }

    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    private static final int MAGIC = 0x4c53_4a32;
    private static final int HEADER = 64;
    private static final int BLOCK = 64 << 10;

    private final Path file;
    private final FileChannel channel;
    private final int capacity;
    private State state = State.EMPTY;

    /**
     * Opens or makes a file.
     *
     * @throws InUseException if somebody still uses it
     * @throws IOException if it cannot be opened, or is no such file
     */
    public Journal(Path file, int capacity) throws IOException {
        this(
                file,
                capacity,
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    Journal(Path file, int capacity, FileChannel channel) throws IOException {
        this.file = file;
        this.capacity = capacity;
        this.channel = channel;
        try {
            if (lock(channel) == null) {
                throw new InUseException(file);
            }
            if (channel.size() >= HEADER) {
                state = readHeader();
            } else {
                writeHeader(State.EMPTY);
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private State readHeader() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        read(header, 0);
        header.flip();
        int magic = header.getInt();
        int size = header.getInt();
        long tail = header.getLong();
        long head = tail - header.getInt();
        int afterAnswered = header.getInt();
        long first = header.getLong();
        long next = header.getLong();
        long place = header.getLong();
        long taken = header.getLong();
        int beforeTaken = header.getInt();
        int unread = header.getInt();
        if (magic != MAGIC
                || size != capacity
                || head < 0
                || tail - head > capacity
                || tail < head
                || first < 1
                || next < first
                || unread < 0
                || unread >= next
                || afterAnswered < 0) {
            throw new IOException(file + " is not the journal of this session");
        }
        long running = beforeTaken < 0 ? 0 : taken - beforeTaken;
        return new State(
                head, tail, first, next, new Marks(place, taken, taken - afterAnswered, running, next - unread));
    }

    State state() {
        return state;
    }

    /** The bytes between head and tail. */
    byte[] content() {
        try {
            byte[] content = new byte[(int) (state.tail() - state.head())];
            for (int done = 0; done < content.length; ) {
                int at = (int) ((state.head() + done) % capacity);
                int count = Math.min(content.length - done, capacity - at);
                read(ByteBuffer.wrap(content, done, count), HEADER + at);
                done += count;
            }
            return content;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int count = channel.read(into, at);
            if (count < 0) {
                throw new IOException(file + " is shorter than it says");
            }
            at += count;
        }
    }

    /** Makes a state count. Returns false, once, if the file cannot be written: the session goes on without it. */
    boolean write(State wanted, Ring ring) {
        try {
            if (wanted.head() > state.head()) {
                boolean all = wanted.head() >= state.tail();
                writeHeader(new State(
                        all ? state.tail() : wanted.head(),
                        state.tail(),
                        all ? state.next() : wanted.first(),
                        state.next(),
                        state.marks()));
            }
            for (long p = Math.max(wanted.head(), state.tail()); p < wanted.tail(); ) {
                int at = (int) (p % capacity);
                int count = (int) Math.min(wanted.tail() - p, Math.min(BLOCK, capacity - at));
                write(ByteBuffer.wrap(ring.get(p, count)), HEADER + at);
                p += count;
            }
            writeHeader(wanted);
            return true;
        } catch (IOException e) {
            log.error("{} cannot be written; the session goes on, but will not be found again", file, e);
            close();
            return false;
        }
    }

    private void writeHeader(State wanted) throws IOException {
        Marks marks = wanted.marks();
        ByteBuffer header = ByteBuffer.allocate(HEADER)
                .putInt(MAGIC)
                .putInt(capacity)
                .putLong(wanted.tail())
                .putInt((int) (wanted.tail() - wanted.head()))
                .putInt((int) (marks.taken() - marks.answered()))
                .putLong(wanted.first())
                .putLong(wanted.next())
                .putLong(marks.place())
                .putLong(marks.taken())
                .putInt(marks.running() == 0 ? -1 : (int) (marks.taken() - marks.running()))
                .putInt((int) Math.min(wanted.next() - marks.read(), wanted.next() - wanted.first()));
        write(header.clear(), 0);
        state = wanted;
    }

    private void write(ByteBuffer from, long position) throws IOException {
        long at = position;
        while (from.hasRemaining()) {
            at += channel.write(from, at);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            log.debug("{} was not closed", file, e);
        }
    }
}
