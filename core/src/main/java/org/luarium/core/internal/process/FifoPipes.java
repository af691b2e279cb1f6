// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The three FIFOs of a child, host side.
 *
 * <p>Opening one end of a FIFO waits for the other, for ever if the child dies meanwhile. So the host first opens both for reading
 * <em>and</em> writing, which never waits, and exchanges them for proper ends when the child has answered: only then do EOF and EPIPE tell
 * that the child is gone.
 */
final class FifoPipes {
    static final String IN = "in";
    static final String OUT = "out";
    static final String RAW = "raw";
    static final List<String> LINK = List.of(IN, OUT);
    static final List<String> NAMES = List.of(IN, OUT, RAW);
    private static final int RAW_CHUNK = 65_536;

    private final Path folder;
    private final Path away;
    private volatile File toChildFile;
    private volatile File fromChildFile;
    private final RandomAccessFile raw;
    private final FileInputStream rawInput;
    private @Nullable RandomAccessFile toChildBoth;
    private @Nullable RandomAccessFile fromChildBoth;
    private OutputStream toChild;
    private InputStream fromChild;

    /**
     * Opens the FIFOs of a folder.
     *
     * @param away a folder that no child sees, for their names once the child has them open
     */
    FifoPipes(Path folder, Path away) throws IOException {
        this.folder = folder;
        this.away = away;
        toChildFile = folder.resolve(IN).toFile();
        fromChildFile = folder.resolve(OUT).toFile();
        RandomAccessFile out = open(toChildFile);
        RandomAccessFile in = null;
        try {
            in = open(fromChildFile);
            raw = open(folder.resolve(RAW).toFile());
        } catch (IOException e) {
            out.close();
            if (in != null) {
                in.close();
            }
            Folders.delete(folder);
            throw e;
        }
        toChildBoth = out;
        fromChildBoth = in;
        toChild = new FileOutputStream(out.getFD());
        fromChild = new FileInputStream(in.getFD());
        rawInput = new FileInputStream(raw.getFD());
    }

    private static RandomAccessFile open(File fifo) throws IOException {
        return new RandomAccessFile(fifo, "rw");
    }

    /** Where the FIFO is now that the child writes to. */
    Path fromChildPath() {
        return fromChildFile.toPath();
    }

    InputStream fromChild() {
        return fromChild;
    }

    OutputStream toChild() {
        return toChild;
    }

    /**
     * Exchanges the two-way ends for proper ones. The child has both of its ends open, so nothing waits. Then takes the names away from the child: a script that opened its own
     * link once more could read what the host is about to read, and have it wait.
     */
    void connected() throws IOException {
        RandomAccessFile out = toChildBoth;
        RandomAccessFile in = fromChildBoth;
        if (out == null || in == null) {
            return;
        }
        toChild = new FileOutputStream(toChildFile);
        fromChild = new FileInputStream(fromChildFile);
        toChildBoth = null;
        fromChildBoth = null;
        out.close();
        in.close();
        toChildFile = move(toChildFile);
        fromChildFile = move(fromChildFile);
    }

    private File move(File fifo) throws IOException {
        File to = away.resolve(folder.getFileName() + "." + fifo.getName()).toFile();
        if (!fifo.renameTo(to)) {
            throw new IOException("cannot move " + fifo + " to " + to);
        }
        return to;
    }

    /** Writes a frame of length zero into our own input, which no child may send. */
    void releaseReader() throws IOException {
        try (FileOutputStream poison = new FileOutputStream(fromChildFile)) {
            poison.write(new byte[4]);
        }
    }

    synchronized boolean rawWaiting() throws IOException {
        return rawInput.available() > 0;
    }

    synchronized byte[] takeRaw() throws IOException {
        int waiting = rawInput.available();
        if (waiting == 0) {
            return new byte[0];
        }
        // Not readNBytes: a FileInputStream asks for its position first, which a FIFO does not have.
        byte[] chunk = new byte[Math.min(waiting, RAW_CHUNK)];
        int count = rawInput.read(chunk);
        return count == chunk.length ? chunk : Arrays.copyOf(chunk, Math.max(0, count));
    }

    synchronized void dispose() {
        closeQuietly(toChild);
        closeQuietly(fromChild);
        closeQuietly(rawInput);
        closeQuietly(raw);
        closeQuietly(toChildBoth);
        closeQuietly(fromChildBoth);
        if (!(toChildFile.delete() && fromChildFile.delete() && folder.toFile().delete())) {
            delete(folder);
        }
    }

    /** Removes a folder of FIFOs, of which a child has removed the raw one. */
    static void delete(Path folder) {
        boolean gone = true;
        for (String name : LINK) {
            gone &= folder.resolve(name).toFile().delete();
        }
        // Walking the folder takes four times as long, and is needed only if something is not as we made it.
        if (!gone || !folder.toFile().delete()) {
            Folders.delete(folder);
        }
    }

    private static void closeQuietly(@Nullable AutoCloseable stream) {
        try {
            if (stream != null) {
                stream.close();
            }
        } catch (Exception e) {
            // A descriptor that cannot be closed is closed already.
            org.slf4j.LoggerFactory.getLogger(FifoPipes.class).debug("closing a FIFO", e);
        }
    }
}
