// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

/** A realization was cancelled. What was finished before stays in the store; what was running was stopped and leaves nothing. */
public final class RealizeCancelledException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was cancelled and by what
     */
    public RealizeCancelledException(String message) {
        super(message, null);
    }
}
