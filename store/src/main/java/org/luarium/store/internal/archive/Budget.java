// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.archive;

import java.util.function.BooleanSupplier;
import org.luarium.store.RealizeCancelledException;

/** Counts what comes out of an archive against what may, tells the progress and notices the wish to stop. Confined to one thread. */
final class Budget {
    /** What tar puts around each entry, so that a limit on content does not hit many empty files. */
    private static final long WRAPPING = 4096;

    private final Limits limits;
    private final String archive;
    private final long size;
    private final Progress progress;
    private final BooleanSupplier cancelled;
    private long written;
    private int entries;

    Budget(Limits limits, String archive, long size, Progress progress, BooleanSupplier cancelled) {
        this.limits = limits;
        this.archive = archive;
        this.size = size;
        this.progress = progress;
        this.cancelled = cancelled;
    }

    Limits limits() {
        return limits;
    }

    /** One more file, folder or link comes to be. */
    void entry() throws Refusal {
        if (++entries > limits.entries()) {
            throw new Refusal("it is one more than " + limits.entries()
                    + " files, folders and links; raise the limit if you trust the archive");
        }
    }

    /** Bytes of a file are to be written. */
    void write(long bytes) throws Refusal {
        if (bytes < 0 || bytes > limits.bytes() - written) {
            throw new Refusal("with it the archive holds more than " + limits.bytes()
                    + " bytes; raise the limit if you trust it");
        }
        written += bytes;
    }

    /** Refuses early what announces to be too large. */
    void announce(long bytes) throws Refusal {
        if (bytes < 0 || bytes > limits.bytes() - written) {
            throw new Refusal("it holds " + bytes + " bytes, which with the others is more than " + limits.bytes()
                    + "; raise the limit if you trust the archive");
        }
    }

    /**
     * So far, read bytes of the archive became unpacked bytes, of which not all need to be written.
     *
     * @throws RealizeCancelledException if that is enough
     */
    void advance(long read, long unpacked) throws Refusal {
        poll();
        long most = Math.max(written, unpacked);
        if (most > limits.ratioFrom() && most / limits.ratio() > Math.max(read, 1)) {
            throw new Refusal("the archive unpacks to more than " + limits.ratio()
                    + " times its size, as only a bomb does; raise the limit if you trust it");
        }
        if (unpacked > 0 && (unpacked - (1L << 20)) / 2 > limits.bytes() + WRAPPING * limits.entries()) {
            throw new Refusal("the archive holds far more than its files; do not trust it");
        }
        progress.advanced(Math.min(read, size), size);
    }

    void poll() {
        if (cancelled.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new RealizeCancelledException("unpacking " + archive + " was cancelled");
        }
    }
}
