// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.util.List;

/** An output lacks what its configuration promises. None of the outputs entered the store. */
public final class PromiseBrokenException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final transient Ref.DRef dref;
    /** Everything that is missing. */
    private final List<String> missing;

    /**
     * Creates the exception.
     *
     * @param dref what was to be realized
     * @param missing each promise that was broken: the number of the output, from 0, and the path, such as {@code 1:bin/tool}
     */
    public PromiseBrokenException(Ref.DRef dref, List<String> missing) {
        super(
                "realizing " + dref + " did not make what its configuration promises: " + String.join(", ", missing),
                null);
        this.dref = dref;
        this.missing = List.copyOf(missing);
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
     * Everything that is missing.
     *
     * @return number of the output and path, such as {@code 1:bin/tool}
     */
    public List<String> missing() {
        return missing;
    }
}
