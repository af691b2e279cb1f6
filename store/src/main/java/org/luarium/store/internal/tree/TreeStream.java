// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import org.luarium.store.ArchiveException;

/**
 * A tree as a stream of bytes. Equal trees have equal streams. Thread-safe.
 *
 * <p>The stream is {@code "luarium-tree-stream-1\n"} and the entry of the top, whose name is empty. Nothing follows, and no
 * byte behind is read, so several streams can be put one after the other. Numbers, kinds, order and rules are those of
 * {@link TreeEntry}:
 *
 * <pre>
 * entry = kind, 1 byte: 'f', 'x', 'd' or 'l'
 *       + length of the name, 4 bytes + name
 *       + for a file:   length of the content, 8 bytes + content
 *         for a folder: entries of all children + 'e', 1 byte
 *         for a link:   length of the target, 4 bytes + target
 * </pre>
 */
public final class TreeStream {
    static final byte[] MAGIC = "luarium-tree-stream-1\n".getBytes(US_ASCII);
    static final byte END = 'e';

    private TreeStream() {}

    /**
     * Writes a folder or a file. The stream is flushed and not closed.
     *
     * @return the hash of what was written, which tells whether it is what it was thought to be
     * @throws RefusedEntryException if something in it cannot be in a tree
     * @throws TreeChangedException if a file changed meanwhile; what was written must not be used
     */
    public static HashedTree write(Path tree, OutputStream out, Progress progress) throws IOException {
        try {
            return new TreeWriter(tree, out, progress).run();
        } catch (ClosedByInterruptException e) {
            throw FileDigest.interrupted(e);
        }
    }

    /**
     * Makes a folder or a file of a stream, sealed as by {@link TreeHasher#hashAndSeal}. If that fails nothing is left. Reads
     * in small pieces: give a buffered stream.
     *
     * @param source what a message calls the stream
     * @param target where to make it; there must be nothing
     * @return the hash, of which the caller has to know whether it is the right one
     * @throws ArchiveException if the stream is damaged, hostile, or exceeds the limits
     */
    public static HashedTree read(String source, InputStream in, Path target, TreeLimits limits, Progress progress)
            throws IOException {
        boolean complete = false;
        TreeReader reader = new TreeReader(source, in, target, limits, progress);
        try {
            HashedTree result = reader.run();
            complete = true;
            return result;
        } catch (ClosedByInterruptException e) {
            throw FileDigest.interrupted(e);
        } finally {
            if (!complete && reader.hasBegun()) {
                Trees.delete(target);
            }
        }
    }

    /**
     * Reads over a tree that nobody needs.
     *
     * @param source what a message calls the stream
     * @throws ArchiveException if the stream has no end within the limits
     */
    public static void skip(String source, InputStream in, TreeLimits limits, Progress progress) throws IOException {
        new TreeSkipper(source, in, limits, progress).run();
    }
}
