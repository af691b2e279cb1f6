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
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.elf.SpawnerImage;

/**
 * The FIFOs to a keeper.
 *
 * <p>As with those of a child, both are opened for reading and writing first, which never waits, and exchanged for proper ends once the keeper has answered: only then does its end
 * show.
 */
final class KeeperLink implements SpawnerLink {
    private final File requests;
    private final File events;
    private final RandomAccessFile requestsBoth;
    private final RandomAccessFile eventsBoth;
    private volatile OutputStream output;
    private volatile InputStream input;

    KeeperLink(Path folder) throws IOException {
        requests = folder.resolve(SpawnerImage.REQUESTS).toFile();
        events = folder.resolve(SpawnerImage.EVENTS).toFile();
        // First the events: the keeper opens them as soon as there is a request.
        eventsBoth = new RandomAccessFile(events, "rw");
        try {
            requestsBoth = new RandomAccessFile(requests, "rw");
        } catch (IOException e) {
            eventsBoth.close();
            throw e;
        }
        output = new FileOutputStream(requestsBoth.getFD());
        input = new FileInputStream(eventsBoth.getFD());
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void answered() throws IOException {
        output = new FileOutputStream(requests);
        input = new FileInputStream(events);
        requestsBoth.close();
        eventsBoth.close();
    }

    @Override
    public boolean outlivesUs() {
        return true;
    }

    /** The thread that reads events is woken by their end, which the keeper makes of the end of requests. */
    @Override
    public void close() throws IOException {
        close(output, requestsBoth, eventsBoth);
    }

    private static void close(@Nullable AutoCloseable... all) throws IOException {
        IOException problem = null;
        for (AutoCloseable one : all) {
            try {
                if (one != null) {
                    one.close();
                }
            } catch (Exception e) {
                problem = new IOException("closing a FIFO of a keeper", e);
            }
        }
        if (problem != null) {
            throw problem;
        }
    }
}
