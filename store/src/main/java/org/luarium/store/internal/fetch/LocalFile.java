// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.luarium.store.Hash;

/** A file that need not come from a server. */
final class LocalFile {
    private final FetchRequest request;
    private final Partial copy;
    private final Watch watch;
    private final Progress progress;
    private final Digests digests;

    LocalFile(FetchRequest request, Partial copy, Watch watch, Progress progress) {
        this.request = request;
        this.copy = copy;
        this.watch = watch;
        this.progress = progress;
        this.digests = new Digests(request);
    }

    Hash run() {
        URI source = request.source();
        Path file = path();
        // A device or FIFO would never end
        if (!Files.isRegularFile(file)) {
            String kind = Files.exists(file) ? "it is not a file" : "there is no such file";
            throw Problems.error(source, kind + "; check the path", null);
        }
        try (InputStream in = Files.newInputStream(file)) {
            long total = Files.size(file);
            byte[] buffer = new byte[1 << 16];
            int count;
            while ((count = in.read(buffer)) >= 0) {
                watch.check();
                if (digests.size() + count > request.maxSize()) {
                    throw Problems.error(
                            source,
                            "it has more than " + request.maxSize() + " bytes; raise the limit if that is right",
                            null);
                }
                digests.update(ByteBuffer.wrap(buffer, 0, count));
                copy.append(ByteBuffer.wrap(buffer, 0, count));
                progress.advanced(digests.size(), total);
            }
        } catch (ClosedByInterruptException e) {
            throw Exchange.interrupted(source);
        } catch (IOException e) {
            throw Problems.error(source, "it cannot be read; check the permissions", e);
        }
        return digests.check(Addresses.shown(source).toString());
    }

    long size() {
        return digests.size();
    }

    private Path path() {
        try {
            return Path.of(request.source());
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw Problems.error(request.source(), "it names no local file; write file:///path or the path", null);
        }
    }
}
