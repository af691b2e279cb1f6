// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

/** Something from outside bears no signature of a trusted key and has no other proof. It did not enter the store. */
public final class UntrustedException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param what what was offered and by whom
     * @param problem what is wrong with its signatures, and what to do
     */
    public UntrustedException(String what, String problem) {
        super(what + " is not trusted: " + problem, null);
    }
}
