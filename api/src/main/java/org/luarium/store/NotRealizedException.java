// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

/** Something was asserted to be realized and would have to be built. Nothing was built. */
public final class NotRealizedException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final transient Ref.DRef dref;

    /**
     * Creates the exception.
     *
     * @param dref what is not realized
     * @param context in what context, for the message
     */
    public NotRealizedException(Ref.DRef dref, String context) {
        super(dref + " is not realized " + context + "; realize it first, or do not assert that it is", null);
        this.dref = dref;
    }

    /**
     * What is not realized.
     *
     * @return the derivation
     */
    public Ref.DRef dref() {
        return dref;
    }
}
