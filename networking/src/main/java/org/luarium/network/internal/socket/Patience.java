// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

/**
 * How long something may take, in nanoseconds, or {@link Operation#NEVER}.
 *
 * @param block without any progress
 * @param total in all
 */
record Patience(long block, long total) {
    static final Patience NONE = new Patience(0, 0);
    static final Patience FOREVER = new Patience(Operation.NEVER, Operation.NEVER);
    private static final double LONGEST = 1e9;

    /** From seconds; what is negative or no number is for ever. */
    static Patience ofSeconds(double block, double total) {
        return new Patience(nanos(block), nanos(total));
    }

    private static long nanos(double seconds) {
        return seconds >= 0 && seconds < LONGEST ? (long) (seconds * 1e9) : Operation.NEVER;
    }
}
