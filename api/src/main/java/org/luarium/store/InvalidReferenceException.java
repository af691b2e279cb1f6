// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

/** A text is no reference. */
public final class InvalidReferenceException extends StoreException {
    private static final long serialVersionUID = 1L;

    /** What was given. */
    private final String text;

    /**
     * Creates the exception.
     *
     * @param text what was given
     * @param problem what is wrong with it and what would be right
     */
    public InvalidReferenceException(String text, String problem) {
        super("'" + text + "' is no reference: " + problem, null);
        this.text = text;
    }

    /**
     * What was given.
     *
     * @return the text as it was given
     */
    public String text() {
        return text;
    }
}
