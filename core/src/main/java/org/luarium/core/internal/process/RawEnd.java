// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.elf.Syscall;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's end of the FIFO that takes the raw output of a child. It stays open both ways as long as the child lives, here or, when nothing waits and nobody asked for it lately, in the spawner: its
 * writers must never meet EPIPE. Thread-safe; no lock is held while somebody waits for the spawner, whose events may need what the lock guards.
 */
final class RawEnd {
    private static final Logger log = LoggerFactory.getLogger(RawEnd.class);
    private static final int CHUNK = 65_536;
    private static final int AT_FDCWD = -100;
    private static final int O_RDWR_CLOEXEC = 0x80002;
    private static final long NOWHERE = -1;

    /** One that is open, and can be read without a position, which a FIFO does not have. */
    private record Opened(RandomAccessFile file, FileInputStream input) {
        static Opened of(File fifo) throws IOException {
            RandomAccessFile file = new RandomAccessFile(fifo, "rw");
            return new Opened(file, new FileInputStream(file.getFD()));
        }

        boolean isEmpty() {
            try {
                return input.available() == 0;
            } catch (IOException e) {
                log.debug("a raw FIFO cannot be looked at", e);
                return false;
            }
        }

        void close() {
            try {
                file.close();
            } catch (IOException e) {
                log.debug("closing a raw FIFO", e);
            }
        }
    }

    private final RawEnds ends;
    private final Spawner spawner;
    private final File later;
    private @Nullable Opened opened; // guarded by this
    private long kept = NOWHERE; // the descriptor of the spawner; guarded by this
    private boolean closed; // guarded by this
    private volatile boolean used = true;

    /**
     * Opens it.
     *
     * @param fifo its name as long as the child has not begun
     * @param later its name after that
     */
    RawEnd(RawEnds ends, Spawner spawner, File fifo, File later) throws IOException {
        this.ends = ends;
        this.spawner = spawner;
        this.later = later;
        opened = Opened.of(fifo);
    }

    /** From now on it may be parked. */
    void connected() {
        ends.opened(this);
    }

    boolean waiting() throws IOException {
        boolean again;
        boolean waiting;
        synchronized (this) {
            again = opened == null && !closed;
            waiting = !closed && input().available() > 0;
        }
        if (again) {
            ends.opened(this);
        }
        return waiting;
    }

    byte[] take() throws IOException {
        boolean again;
        byte[] chunk;
        synchronized (this) {
            again = opened == null && !closed;
            chunk = closed ? new byte[0] : read(input());
        }
        if (again) {
            ends.opened(this);
        }
        return chunk;
    }

    private static byte[] read(FileInputStream input) throws IOException {
        int waiting = input.available();
        if (waiting == 0) {
            return new byte[0];
        }
        // Not readNBytes: a FileInputStream asks for its position first, which a FIFO does not have.
        byte[] chunk = new byte[Math.min(waiting, CHUNK)];
        int count = input.read(chunk);
        return count == chunk.length ? chunk : Arrays.copyOf(chunk, Math.max(0, count));
    }

    // called under the lock
    private FileInputStream input() throws IOException {
        used = true;
        Opened now = opened;
        if (now == null) {
            now = Opened.of(later);
            opened = now;
            giveUp(kept);
            kept = NOWHERE;
        }
        return now.input;
    }

    /** Leaves it to the spawner, unless something waits or it was used since the last time that this was asked. Returns whether it did. */
    boolean park() {
        if (used) {
            used = false;
            return false;
        }
        long descriptor;
        try {
            descriptor = spawner.runHere(program ->
                    program.call(Syscall.OPENAT, AT_FDCWD, program.string(later.toString()), O_RDWR_CLOEXEC));
        } catch (IOException e) {
            log.debug("{} stays open here", later, e);
            return false;
        }
        synchronized (this) {
            Opened now = opened;
            if (!closed && !used && now != null && now.isEmpty()) {
                opened = null;
                kept = descriptor;
                now.close();
                return true;
            }
        }
        giveUp(descriptor);
        return false;
    }

    private void giveUp(long descriptor) {
        if (descriptor != NOWHERE) {
            CompletableFuture<Long> unused = spawner.close(descriptor);
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        ends.closed(this);
        giveUp(kept);
        kept = NOWHERE;
        Opened now = opened;
        opened = null;
        if (now != null) {
            now.close();
        }
    }
}
