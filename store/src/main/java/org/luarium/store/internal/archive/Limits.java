// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.archive;

/**
 * How much an archive may hold.
 *
 * @param bytes of all its files together, unpacked
 * @param entries files, links and folders, also the folders that only the names of others imply
 * @param depth folders inside each other
 * @param pathLength bytes of a name, from the top of the archive, and of the target of a link
 * @param ratio bytes unpacked for each byte of the archive
 * @param ratioFrom bytes unpacked from which on the ratio is looked at, as small files may well be all zeros
 */
public record Limits(long bytes, int entries, int depth, int pathLength, long ratio, long ratioFrom) {
    /** What no honest archive exceeds: 4 GiB, 200,000 entries, 100 folders deep, a ratio of 1000 above 10 MiB. */
    public static final Limits DEFAULT = new Limits(4L << 30, 200_000, 100, 2048, 1000, 10L << 20);

    /** Checks that each limit lets something through. */
    public Limits {
        if (bytes < 1 || entries < 1 || depth < 1 || pathLength < 1 || ratio < 1 || ratioFrom < 0) {
            throw new IllegalArgumentException("a limit must be positive");
        }
    }

    public Limits withBytes(long most) {
        return new Limits(most, entries, depth, pathLength, ratio, ratioFrom);
    }

    public Limits withEntries(int most) {
        return new Limits(bytes, most, depth, pathLength, ratio, ratioFrom);
    }

    public Limits withDepth(int most) {
        return new Limits(bytes, entries, most, pathLength, ratio, ratioFrom);
    }

    public Limits withPathLength(int most) {
        return new Limits(bytes, entries, depth, most, ratio, ratioFrom);
    }

    public Limits withRatio(long most, long from) {
        return new Limits(bytes, entries, depth, pathLength, most, from);
    }
}
