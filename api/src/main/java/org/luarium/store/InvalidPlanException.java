// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

/** A stage cannot be instantiated as it is written: its result names no derivation, it uses a plan that is closed, or it instantiates itself. */
public final class InvalidPlanException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what is wrong and what would be right
     */
    public InvalidPlanException(String message) {
        super(message, null);
    }
}
