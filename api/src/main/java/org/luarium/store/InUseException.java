// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.util.List;

/** Something cannot be removed because others need it. Nothing was removed. */
public final class InUseException extends StoreException {
    private static final long serialVersionUID = 1L;

    /** Who needs it. */
    private final List<String> holders;

    /**
     * Creates the exception.
     *
     * @param what what was to be removed
     * @param holders who needs it: dependants, profiles, roots, leases
     */
    public InUseException(String what, List<String> holders) {
        super(what + " is needed by " + String.join(", ", holders) + "; remove these first", null);
        this.holders = List.copyOf(holders);
    }

    /**
     * Who needs it.
     *
     * @return dependants, profiles, roots and leases, each as a text
     */
    public List<String> holders() {
        return holders;
    }
}
