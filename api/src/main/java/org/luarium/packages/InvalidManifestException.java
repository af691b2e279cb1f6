// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

/** The manifest of a repository cannot be read: it is no manifest, or larger than the limits allow. */
public final class InvalidManifestException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Where, from 1. */
    private final int line;

    /** Where in the line, from 1. */
    private final int column;

    /**
     * Creates the exception.
     *
     * @param line where, from 1
     * @param column at which byte of the line, from 1
     * @param problem what is wrong there, and what to do
     */
    public InvalidManifestException(int line, int column, String problem) {
        super("manifest, line " + line + ", column " + column + ": " + problem, null);
        this.line = line;
        this.column = column;
    }

    /**
     * In which line.
     *
     * @return a number from 1
     */
    public int line() {
        return line;
    }

    /**
     * Where in the line.
     *
     * @return the number of a byte from 1
     */
    public int column() {
        return column;
    }
}
