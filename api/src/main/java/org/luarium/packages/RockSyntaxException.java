// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import org.jspecify.annotations.Nullable;

/** A text is not what it should be: the name of a rock, a version, a constraint or a dependency. */
public final class RockSyntaxException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** What was given. */
    private final String text;

    /**
     * Creates the exception.
     *
     * @param text what was given, of any length and with any characters
     * @param expected what it should be, with an article
     * @param problem what is wrong with it and what would be right
     * @param cause what led to it, or {@code null}
     */
    public RockSyntaxException(String text, String expected, String problem, @Nullable Throwable cause) {
        super("'" + Notation.printable(text) + "' is not " + expected + ": " + problem, cause);
        this.text = text;
    }

    /**
     * What was given.
     *
     * @return the text as it was given, not fit to be printed
     */
    public String text() {
        return text;
    }
}
