// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inputs in a file, one record after the other: {@code checksum, length, number, length of source, source, text}. A record that the JVM was killed over has a wrong checksum and does not count, for whoever
 * sent it was not told that it was taken.
 */
final class FileInputs implements InputStore {
    private static final Logger log = LoggerFactory.getLogger(FileInputs.class);
    private static final int START = 4 + 4 + 8 + 2;
    private static final int LONGEST = 8 << 20;
    private static final long LARGEST = 8 << 20;

    private final Path file;
    private FileChannel channel;
    private long end;
    private boolean broken;

    FileInputs(Path file) throws IOException {
        this.file = file;
        channel = open(file);
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Reads what is there; to be called first. */
    List<Input> load() throws IOException {
        List<Input> inputs = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        while (bytes.remaining() >= START) {
            int begin = bytes.position();
            int checksum = bytes.getInt();
            int length = bytes.getInt();
            if (length < START - 8 || length > Math.min(LONGEST, bytes.remaining())) {
                break;
            }
            if (checksum != checksum(bytes.array(), begin + 4, length + 4)) {
                break;
            }
            long number = bytes.getLong();
            int sourceLength = bytes.getShort() & 0xffff;
            if (sourceLength > length - (START - 8)) {
                break;
            }
            String source = text(bytes, sourceLength);
            inputs.add(new Input(number, source, text(bytes, length - (START - 8) - sourceLength)));
            end = bytes.position();
        }
        return inputs;
    }

    private static String text(ByteBuffer bytes, int length) {
        byte[] text = new byte[length];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static int checksum(byte[] bytes, int from, int count) {
        CRC32 sum = new CRC32();
        sum.update(bytes, from, count);
        return (int) sum.getValue();
    }

    @Override
    public void add(Input input) {
        if (!broken) {
            try {
                end = write(channel, record(input), end);
            } catch (IOException e) {
                fail(e);
            }
        }
    }

    private static ByteBuffer record(Input input) {
        byte[] source = input.source().getBytes(StandardCharsets.UTF_8);
        byte[] text = input.text().getBytes(StandardCharsets.UTF_8);
        ByteBuffer record = ByteBuffer.allocate(START + source.length + text.length);
        record.putInt(0)
                .putInt(record.capacity() - 8)
                .putLong(input.number())
                .putShort((short) source.length)
                .put(source)
                .put(text);
        record.putInt(0, checksum(record.array(), 4, record.capacity() - 4));
        return record.flip();
    }

    private static long write(FileChannel channel, ByteBuffer record, long position) throws IOException {
        long at = position;
        while (record.hasRemaining()) {
            at += channel.write(record, at);
        }
        return at;
    }

    @Override
    public void keepOnly(List<Input> needed) {
        if (broken || end == 0 || (!needed.isEmpty() && end < LARGEST)) {
            return;
        }
        try {
            if (needed.isEmpty()) {
                channel.truncate(0);
                end = 0;
            } else {
                rewrite(needed);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void rewrite(List<Input> needed) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        FileChannel next = open(fresh);
        long at = 0;
        for (Input input : needed) {
            at = write(next, record(input), at);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        channel.close();
        channel = next;
        end = at;
    }

    private void fail(IOException e) {
        log.error("{} cannot be written; the session goes on, but inputs that wait do not survive this JVM", file, e);
        broken = true;
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
