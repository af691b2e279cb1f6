// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.util.List;

/** A matcher does not accept the realizations there are, even after the realizer has run. They stay in the store. */
public final class UnsatisfiedException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final transient Ref.DRef dref;
    private final transient List<Ref.RRef> before;
    private final transient List<Ref.RRef> built;

    /**
     * Creates the exception.
     *
     * @param dref what was to be realized
     * @param matcher what the matcher asks for
     * @param before realizations that were there before
     * @param built realizations that the realizer has just made
     */
    public UnsatisfiedException(Ref.DRef dref, String matcher, List<Ref.RRef> before, List<Ref.RRef> built) {
        super(
                matcher + " is not satisfied with the realizations of " + dref + ": there were " + before
                        + ", and the realizer made " + built,
                null);
        this.dref = dref;
        this.before = List.copyOf(before);
        this.built = List.copyOf(built);
    }

    /**
     * What was to be realized.
     *
     * @return the derivation
     */
    public Ref.DRef dref() {
        return dref;
    }

    /**
     * What was there before.
     *
     * @return realizations of the same context
     */
    public List<Ref.RRef> before() {
        return before;
    }

    /**
     * What the realizer has just made.
     *
     * @return realizations
     */
    public List<Ref.RRef> built() {
        return built;
    }
}
