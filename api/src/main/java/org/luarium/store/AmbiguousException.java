// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.util.List;

/** One realization was asked for and there are several. */
public final class AmbiguousException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final transient List<Ref.RRef> candidates;

    /**
     * Creates the exception.
     *
     * @param asked what was asked for and by whom
     * @param candidates what there is
     */
    public AmbiguousException(String asked, List<Ref.RRef> candidates) {
        super(asked + ", and there are " + candidates.size() + ": " + candidates + "; choose one with a matcher", null);
        this.candidates = List.copyOf(candidates);
    }

    /**
     * What there is.
     *
     * @return at least two realizations
     */
    public List<Ref.RRef> candidates() {
        return candidates;
    }
}
