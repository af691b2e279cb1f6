// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

/** Data is not what its hash says. It was thrown away. */
public final class HashMismatchException extends StoreException {
    private static final long serialVersionUID = 1L;

    /** The hash that was asked for. */
    private final String expected;
    /** The hash of what came. */
    private final String actual;

    /**
     * Creates the exception.
     *
     * @param source where the data came from
     * @param expected the hash that was asked for, with its algorithm, such as {@code sha256:…}
     * @param actual the hash of what came
     */
    public HashMismatchException(String source, String expected, String actual) {
        super(source + " has hash " + actual + " and not " + expected + ", so it was thrown away", null);
        this.expected = expected;
        this.actual = actual;
    }

    /**
     * The hash that was asked for.
     *
     * @return algorithm and digest
     */
    public String expected() {
        return expected;
    }

    /**
     * The hash of what came.
     *
     * @return algorithm and digest
     */
    public String actual() {
        return actual;
    }
}
