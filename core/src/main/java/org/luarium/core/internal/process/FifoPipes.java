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
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The three FIFOs of a child, host side.
 *
 * <p>Opening one end of a FIFO waits for the other, for ever if the child dies meanwhile. So the host first opens both for reading
 * <em>and</em> writing, which never waits, and exchanges them for proper ends when the child has answered: only then do EOF and EPIPE tell
 * that the child is gone.
 */
final class FifoPipes {
    private static final Logger log = LoggerFactory.getLogger(FifoPipes.class);

    static final String IN = "in";
    static final String OUT = "out";
    static final String RAW = "raw";
    static final List<String> LINK = List.of(IN, OUT);
    static final List<String> NAMES = List.of(IN, OUT, RAW);

    private final Path folder;
    private final Path away;
    private volatile File toChildFile;
    private volatile File fromChildFile;
    private final RawEnd raw;
    private @Nullable RandomAccessFile toChildBoth;
    private @Nullable RandomAccessFile fromChildBoth;
    private OutputStream toChild;
    private InputStream fromChild;

    /**
     * Opens the FIFOs of a folder.
     *
     * @param away a folder that no child sees, for their names once the child has them open
     * @param spawner the parent of the child
     */
    FifoPipes(Path folder, Path away, Spawner spawner, RawEnds raws) throws IOException {
        this.folder = folder;
        this.away = away;
        toChildFile = folder.resolve(IN).toFile();
        fromChildFile = folder.resolve(OUT).toFile();
        RandomAccessFile out = open(toChildFile);
        RandomAccessFile in = null;
        try {
            in = open(fromChildFile);
            raw = new RawEnd(
                    raws, spawner, folder.resolve(RAW).toFile(), away(RAW).toFile());
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
        raw.connected();
    }

    /** The name of a FIFO that the child does not know. */
    private Path away(String name) {
        return away.resolve(folder.getFileName() + "." + name);
    }

    /** Where the child puts the name of its raw FIFO when it has it open. */
    Path rawPath() {
        return away(RAW);
    }

    private File move(File fifo) throws IOException {
        File to = away(fifo.getName()).toFile();
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

    boolean rawWaiting() throws IOException {
        return raw.waiting();
    }

    byte[] takeRaw() throws IOException {
        return raw.take();
    }

    synchronized void dispose() {
        closeQuietly(toChild);
        closeQuietly(fromChild);
        raw.close();
        closeQuietly(toChildBoth);
        closeQuietly(fromChildBoth);
        if (!(toChildFile.delete() && fromChildFile.delete() && folder.toFile().delete())) {
            delete(folder);
        }
        // Last: a child that is about to die can still move its raw FIFO until the folder is gone.
        File moved = rawPath().toFile();
        if (!moved.delete()) {
            log.trace("{} did not come to be", moved);
        }
    }

    /** Removes a folder of FIFOs, from which a child has taken the raw one. */
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
            log.debug("closing a FIFO", e);
        }
    }
}
