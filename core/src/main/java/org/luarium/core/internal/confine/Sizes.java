// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

/** Sizes as people read them. */
final class Sizes {
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    private static final long STEP = 1024;

    private Sizes() {}

    /** In the largest unit in which it is a whole number. */
    static String text(long bytes) {
        long size = bytes;
        int unit = 0;
        while (size != 0 && size % STEP == 0 && unit < UNITS.length - 1) {
            size /= STEP;
            unit++;
        }
        return size + " " + UNITS[unit];
    }
}
