// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.luarium.core.internal.elf.Syscall;

/**
 * What goes to a child whose keeper holds the FIFO open.
 *
 * <p>A frame is written to a file and noted; then the keeper moves it from there into the FIFO. How far it has come is the position that the keeper has in the file, which the next JVM asks for, to go on
 * at the very byte where this one was lost. The file grows until it has become large and the child has answered, which it does only after it has read everything.
 */
final class SentFrames extends OutputStream {
    private static final int LARGE = 1 << 20;
    private static final int SPLICE_F_NONBLOCK = 2;
    private static final int SEEK_SET = 0;
    private static final int SEEK_CUR = 1;
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

    private final Keeper keeper;
    private final KeptState state;
    private final int fifoInKeeper;
    private final int fileInKeeper;
    private final FileChannel file;
    private final BooleanSupplier over;
    private long end;

    /**
     * Goes on where it was.
     *
     * @param over whether the child reads no more
     */
    SentFrames(Keeper keeper, KeptState state, int fifoInKeeper, Path file, int fileInKeeper, BooleanSupplier over)
            throws IOException {
        this.keeper = keeper;
        this.state = state;
        this.fifoInKeeper = fifoInKeeper;
        this.fileInKeeper = fileInKeeper;
        this.over = over;
        this.file = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        end = state.sentStart + state.sentLength;
    }

    /** After the death of a JVM: sends the rest of its last frame. */
    void finish() throws IOException {
        if (this.file.size() < end) {
            forget();
            return;
        }
        long at = keeper.perform(program -> program.call(Syscall.LSEEK, fileInKeeper, 0, SEEK_CUR));
        move(end - at);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer frame = ByteBuffer.wrap(bytes, offset, length);
        while (frame.hasRemaining()) {
            file.write(frame, end + frame.position() - offset);
        }
        state.sentStart = end;
        state.sentLength = length;
        state.writeSent();
        end += length;
        move(length);
    }

    private void move(long length) throws IOException {
        long left = length;
        long pause = 20_000;
        while (left > 0) {
            long most = left;
            try {
                left -= keeper.perform(program ->
                        program.call(Syscall.SPLICE, fileInKeeper, 0, fifoInKeeper, 0, most, SPLICE_F_NONBLOCK));
                pause = 20_000;
            } catch (CallFailedException e) {
                if (e.errno() != CallFailedException.EAGAIN || over.getAsBoolean()) {
                    throw e;
                }
                LockSupport.parkNanos(pause);
                pause = Math.min(LONGEST_PAUSE, pause * 2);
            }
        }
    }

    /** The child has read everything. */
    void allRead() throws IOException {
        if (end > LARGE) {
            forget();
        }
    }

    private void forget() throws IOException {
        file.truncate(0);
        keeper.perform(program -> program.call(Syscall.LSEEK, fileInKeeper, 0, SEEK_SET));
        end = 0;
        state.sentStart = 0;
        state.sentLength = 0;
        state.writeSent();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
