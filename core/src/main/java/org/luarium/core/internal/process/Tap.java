// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.luarium.core.internal.elf.Syscall;

/**
 * What a child writes into a FIFO that its keeper holds open.
 *
 * <p>The JVM never reads the FIFO itself: bytes that it had read would be gone with it. It looks how many wait, and has the keeper move them into a file, which is one system call of the keeper; what
 * the file has was taken, and what it does not have still waits in the FIFO, whoever dies when. The file is emptied before more is taken, once all of it was dealt with.
 */
final class Tap implements AutoCloseable {
    private static final int MOST = 256 << 10;
    private static final int SPLICE_F_NONBLOCK = 2;

    private final Keeper keeper;
    private final int fifoInKeeper;
    private final int fileInKeeper;
    private final RandomAccessFile fifo;
    private final FileInputStream waiting;
    private final FileChannel file;
    private long size;
    private long position;

    /** Opens a tap whose file may have bytes already, of which the first were dealt with. */
    Tap(Keeper keeper, Path fifo, int fifoInKeeper, Path file, int fileInKeeper, long dealtWith) throws IOException {
        this.keeper = keeper;
        this.fifoInKeeper = fifoInKeeper;
        this.fileInKeeper = fileInKeeper;
        this.fifo = new RandomAccessFile(fifo.toFile(), "rw");
        waiting = new FileInputStream(this.fifo.getFD());
        this.file = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        size = this.file.size();
        position = dealtWith;
    }

    /** How many bytes can be read at once. */
    int available() throws IOException {
        return (int) Math.min(Integer.MAX_VALUE, size - position + (keeper.alive() ? waiting.available() : 0));
    }

    /** How many bytes of the file were read. */
    long position() {
        return position;
    }

    /** Reads what is there, without waiting; 0 if nothing is. */
    int read(byte[] to, int offset, int length) throws IOException {
        if (position == size && !take()) {
            return 0;
        }
        int count = file.read(ByteBuffer.wrap(to, offset, (int) Math.min(length, size - position)), position);
        if (count < 0) {
            throw new IOException("the file of what was received was cut");
        }
        position += count;
        return count;
    }

    private boolean take() throws IOException {
        int count = keeper.alive() ? Math.min(MOST, waiting.available()) : 0;
        if (count == 0) {
            return false;
        }
        long at = size;
        try {
            size += keeper.perform(program -> program.call(
                    Syscall.SPLICE, fifoInKeeper, 0, fileInKeeper, program.words(at), count, SPLICE_F_NONBLOCK));
        } catch (CallFailedException e) {
            if (e.errno() == CallFailedException.EAGAIN) {
                return false;
            }
            throw e;
        }
        return size > at;
    }

    /** Whether all that was taken was dealt with. */
    boolean isDone(long dealtWith) {
        return dealtWith == size && size > 0;
    }

    /** Empties the file. The note that nothing of it was dealt with must follow. */
    void empty() throws IOException {
        file.truncate(0);
        size = 0;
        position = 0;
    }

    @Override
    public void close() throws IOException {
        fifo.close();
        waiting.close();
        file.close();
    }
}
