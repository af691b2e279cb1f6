// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import org.jspecify.annotations.Nullable;

/** A lock cannot be used: it is no lock, or what it names cannot be had as it was. */
public final class InvalidLockException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param problem what is wrong, and what to do
     * @param cause what led to it, or {@code null}
     */
    public InvalidLockException(String problem, @Nullable Throwable cause) {
        super("the lock cannot be used: " + Notation.explanation(problem), cause);
    }
}
