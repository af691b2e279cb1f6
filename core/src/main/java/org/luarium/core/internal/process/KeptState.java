// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import org.luarium.core.internal.files.PrivateFiles;
import org.luarium.core.internal.process.Journal.Unanswered;

/**
 * The notes about one child, as a file of three records. Each is written with one system call inside one page, so the death of the JVM leaves the old or the new one.
 *
 * <p>Used by the thread that leads the conversation; only interrupts are noted by any.
 */
final class KeptState implements AutoCloseable {
    private static final int RECEIVED_AT = 0;
    private static final int SENT_AT = 4096;
    private static final int SCRIPT_AT = 8192;
    private static final int INTERRUPTS_AT = 12288;
    private static final int SIZE = 4096;
    private static final int MOST_OPEN = 512;
    private static final int LONGEST_LABEL = 2048;

    private final FileChannel file;
    private final ByteBuffer buffer = ByteBuffer.allocate(SIZE);

    /** How much of what was received before {@link #taken} bytes of the present file. */
    long base;

    /** How many bytes of the present file were dealt with. */
    long taken;

    /** The same for raw output. */
    long rawBase;

    long rawTaken;

    /** The last outermost script that was answered for good. */
    int answered;

    private volatile int interrupts;

    /** What is open, the outermost first: requests of the child, and, as negative numbers, scripts that were sent meanwhile. */
    final Deque<Integer> open = new ArrayDeque<>();

    /** The frame that was sent last: its place in the file of sent frames, its size, and which script or answer it was. */
    long sentStart;

    int sentLength;
    int sentScript;
    int sentNested;
    int sentReply;

    Unanswered script = new Unanswered(0, "", 0, 0, 0);

    private KeptState(FileChannel file) {
        this.file = file;
    }

    static KeptState create(Path path) throws IOException {
        return new KeptState(PrivateFiles.create(path));
    }

    static KeptState open(Path path) throws IOException {
        KeptState state = new KeptState(FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
        try {
            state.read();
            return state;
        } catch (IOException | RuntimeException e) {
            state.file.close();
            throw e instanceof IOException io ? io : new IOException("the notes about a process are damaged", e);
        }
    }

    private void read() throws IOException {
        ByteBuffer record = record(RECEIVED_AT);
        base = record.getLong();
        taken = record.getLong();
        rawBase = record.getLong();
        rawTaken = record.getLong();
        answered = record.getInt();
        for (int i = Math.min(record.getInt(), MOST_OPEN); i > 0; i--) {
            open.addLast(record.getInt());
        }
        record = record(SENT_AT);
        sentStart = record.getLong();
        sentLength = record.getInt();
        sentScript = record.getInt();
        sentNested = record.getInt();
        sentReply = record.getInt();
        record = record(SCRIPT_AT);
        int id = record.getInt();
        long began = record.getLong();
        long wall = record.getLong();
        long number = record.getLong();
        byte[] label = new byte[Math.min(Math.max(0, record.getInt()), LONGEST_LABEL)];
        record.get(label);
        script = new Unanswered(id, new String(label, StandardCharsets.UTF_8), began, wall, number);
        interrupts = record(INTERRUPTS_AT).getInt();
    }

    /** What was never written is zero. */
    private ByteBuffer record(int at) throws IOException {
        buffer.clear();
        int count = 0;
        while (buffer.hasRemaining() && count >= 0) {
            count = file.read(buffer, at + buffer.position());
        }
        while (buffer.hasRemaining()) {
            buffer.put((byte) 0);
        }
        return buffer.flip();
    }

    synchronized void writeReceived() throws IOException {
        buffer.clear();
        buffer.putLong(base).putLong(taken).putLong(rawBase).putLong(rawTaken);
        buffer.putInt(answered).putInt(Math.min(open.size(), MOST_OPEN));
        int left = MOST_OPEN;
        for (int id : open) {
            if (left-- > 0) {
                buffer.putInt(id);
            }
        }
        write(RECEIVED_AT);
    }

    synchronized void writeSent() throws IOException {
        buffer.clear();
        buffer.putLong(sentStart)
                .putInt(sentLength)
                .putInt(sentScript)
                .putInt(sentNested)
                .putInt(sentReply);
        write(SENT_AT);
    }

    synchronized void writeScript(Unanswered begun) throws IOException {
        script = begun;
        byte[] label = begun.label().getBytes(StandardCharsets.UTF_8);
        int length = Math.min(label.length, LONGEST_LABEL);
        buffer.clear();
        buffer.putInt(begun.id())
                .putLong(begun.beganNanos())
                .putLong(begun.wallMillis())
                .putLong(begun.number());
        buffer.putInt(length).put(label, 0, length);
        write(SCRIPT_AT);
    }

    synchronized void writeInterrupts(int count) throws IOException {
        interrupts = count;
        buffer.clear();
        buffer.putInt(count);
        write(INTERRUPTS_AT);
    }

    private void write(int at) throws IOException {
        file.write(buffer.flip(), at);
    }

    int interrupts() {
        return interrupts;
    }

    /** Whether the last script was sent, but not answered for good. */
    boolean isUnanswered() {
        return script.id() != 0 && sentScript == script.id() && answered != script.id();
    }

    /** Forgets what the last frame closed or what was never sent. */
    void settleOpen() {
        while (!open.isEmpty()) {
            int last = open.peekLast();
            boolean over = last > 0 ? last == sentReply : -last > sentNested;
            if (!over) {
                return;
            }
            open.removeLast();
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
