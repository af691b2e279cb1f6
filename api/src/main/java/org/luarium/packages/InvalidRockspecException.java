// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import org.jspecify.annotations.Nullable;

/** A rockspec cannot be used: it is no data, says something else than it should, or does not end. */
public final class InvalidRockspecException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which rock. */
    private final String rock;

    /**
     * Creates the exception.
     *
     * @param rock the rock it was to describe, such as {@code say 1.4.1-3}
     * @param problem what is wrong, and what would be right
     * @param cause what led to it, or {@code null}
     */
    public InvalidRockspecException(String rock, String problem, @Nullable Throwable cause) {
        super("the rockspec of " + rock + " cannot be used: " + Notation.explanation(problem), cause);
        this.rock = rock;
    }

    /**
     * Which rock.
     *
     * @return the rock it was to describe, such as {@code say 1.4.1-3}
     */
    public String rock() {
        return rock;
    }
}
