// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

/** A plan depends on a derivation for which it has no realizer, because another plan or another store defined it. */
public final class MissingRealizerException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final transient Ref.DRef dref;

    /**
     * Creates the exception.
     *
     * @param dref the derivation without a realizer
     * @param dependant what depends on it
     */
    public MissingRealizerException(Ref.DRef dref, Ref.DRef dependant) {
        super(
                dependant + " depends on " + dref
                        + ", for which this plan has no realizer; use the stage that defines it in the same plan",
                null);
        this.dref = dref;
    }

    /**
     * What has no realizer.
     *
     * @return the derivation
     */
    public Ref.DRef dref() {
        return dref;
    }
}
