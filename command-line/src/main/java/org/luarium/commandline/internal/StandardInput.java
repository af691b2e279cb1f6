// SPDX-License-Identifier: Apache-2.0
package org.luarium.commandline.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import org.jspecify.annotations.Nullable;
import org.luarium.vm.ScriptInput;

/**
 * Standard input whose reader can be released. A thread that waits in {@code read(2)} cannot be interrupted, so what might block is read by a thread of its own,
 * which starts with the first such read and never reads ahead: what the script does not ask for stays in the pipe.
 */
final class StandardInput implements ScriptInput, AutoCloseable {
    private static final byte[] END = {};

    private final InputStream stream;
    private final Semaphore requests = new Semaphore(0);
    private final SynchronousQueue<Answer> answers = new SynchronousQueue<>();
    private volatile boolean closed;
    private volatile int wanted;
    private @Nullable Thread reader;

    StandardInput(InputStream stream) {
        this.stream = stream;
    }

    @Override
    public byte[] read(int most) throws IOException {
        if (closed) {
            return fail();
        }
        if (stream.available() > 0) {
            return readNow(most);
        }
        wanted = most;
        if (reader == null) {
            reader = new Thread(this::serve, "luarium-stdin");
            reader.setDaemon(true);
            reader.start();
        }
        requests.release();
        try {
            return answers.take().bytes();
        } catch (InterruptedException e) {
            closed = true;
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    /** From now on reading fails, also for who waits now. The end of the input would let the script go on with half of it. */
    @Override
    public void close() {
        closed = true;
        answers.offer(StandardInput::fail);
    }

    private static byte[] fail() throws IOException {
        throw new InterruptedIOException("interrupted!");
    }

    private void serve() {
        try {
            while (true) {
                requests.acquire();
                answers.put(answer(wanted));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer answer(int most) {
        try {
            byte[] bytes = readNow(most);
            return () -> bytes;
        } catch (IOException e) {
            return () -> {
                throw new IOException(e.getMessage(), e);
            };
        }
    }

    private byte[] readNow(int most) throws IOException {
        byte[] buffer = new byte[most];
        int count = stream.read(buffer, 0, most);
        return count <= 0 ? END : count == most ? buffer : Arrays.copyOf(buffer, count);
    }

    private interface Answer {
        byte[] bytes() throws IOException;
    }
}
