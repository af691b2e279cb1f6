// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.store;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.store.Ref;

/** Exported realizations as a file: complete or not there, and with a count of the bytes. */
public final class ArchiveFile {
    private static final int BUFFER = 1 << 16;

    /** Is told how far the reading of a file is. */
    @FunctionalInterface
    public interface ReadProgress {
        void read(long done, long all);
    }

    private ArchiveFile() {}

    /** Writes a file that does not exist, beside it first. Returns its size. */
    public static long write(Path file, Consumer<OutputStream> writer, LongConsumer progress) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new UsageException(file + " exists already; choose another name");
        }
        Path draft = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try {
            try (FileChannel channel =
                            FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    CountedOutput out = new CountedOutput(
                            new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER), progress)) {
                writer.accept(out);
                out.flush();
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            delete(draft);
        }
    }

    private static void delete(Path draft) {
        try {
            boolean unused = Files.deleteIfExists(draft);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a file. */
    public static Set<Ref.RRef> read(Path file, Function<InputStream, Set<Ref.RRef>> reader, ReadProgress progress) {
        try (InputStream in = Files.newInputStream(file)) {
            long size = Files.size(file);
            return reader.apply(
                    new BufferedInputStream(new CountedInput(in, done -> progress.read(done, size)), BUFFER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ctrl-C; the flag stays set. */
    private static void checkInterrupt() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
    }

    private static final class CountedOutput extends FilterOutputStream {
        private final LongConsumer progress;
        private long count;

        CountedOutput(OutputStream out, LongConsumer progress) {
            super(out);
            this.progress = progress;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            checkInterrupt();
            out.write(bytes, offset, length);
            count += length;
            progress.accept(count);
        }
    }

    private static final class CountedInput extends FilterInputStream {
        private final LongConsumer progress;
        private long count;

        CountedInput(InputStream in, LongConsumer progress) {
            super(in);
            this.progress = progress;
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            checkInterrupt();
            int read = in.read(bytes, offset, length);
            count += Math.max(0, read);
            progress.accept(count);
            return read;
        }
    }
}
