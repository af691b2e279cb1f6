// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Hashes the content of files, for one thread, with one buffer; measured, 32 KiB is best as it stays in the cache. */
final class FileDigest {
    private static final int BUFFER = 1 << 15;
    private static final Set<OpenOption> OPTIONS = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    final MessageDigest sha = TreeEntry.newDigest();
    private final byte[] bytes = new byte[BUFFER];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes);

    /** Takes the content of a file. */
    interface Sink {
        OutputStream begin(long size) throws IOException;
    }

    void hash(Path file, TreeEntry entry, Progress progress) throws IOException {
        copy(file, entry, null, progress);
    }

    /** Hashes a file and passes its content on, its length first. */
    void copy(Path file, TreeEntry entry, @Nullable Sink sink, Progress progress) throws IOException {
        // The prefix lies in the buffer before the first bytes, so that all blocks but the last are whole ones
        int begin = TreeEntry.FILE_DOMAIN.length;
        buffer.clear().put(TreeEntry.FILE_DOMAIN);
        sha.reset();
        long total = 0;
        try (FileChannel channel = FileChannel.open(file, OPTIONS)) {
            long size = sink == null ? -1 : channel.size();
            OutputStream out = sink == null ? null : sink.begin(size);
            while (channel.read(buffer) >= 0) {
                int end = buffer.position();
                total += end - begin;
                if (size < 0 && end == BUFFER) {
                    size = channel.size(); // what one call reads whole cannot change meanwhile
                }
                if (size >= 0 && total > size) {
                    throw new TreeChangedException(file);
                }
                sha.update(bytes, 0, end);
                if (out != null) {
                    out.write(bytes, begin, end - begin);
                }
                progress.add(end - begin);
                begin = 0;
                buffer.clear();
            }
            if (size >= 0 && total != size) {
                throw new TreeChangedException(file);
            }
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        }
        sha.update(bytes, 0, buffer.position()); // the prefix, if the file is empty
        entry.setFile(total, sha.digest());
    }

    static CancellationException interrupted(IOException cause) {
        CancellationException cancelled = new CancellationException("interrupted");
        cancelled.initCause(cause);
        return cancelled;
    }
}
