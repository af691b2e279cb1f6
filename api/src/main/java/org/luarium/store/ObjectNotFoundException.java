// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

/** What the caller names is not in the store. */
public final class ObjectNotFoundException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param what a reference, the name of a profile, a path inside an object
     */
    public ObjectNotFoundException(String what) {
        super(what + " is not in this store; store:list shows what is", null);
    }
}
