// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

/** It was given up to look for versions that fit together, as it takes too long. There may be some. */
public final class ResolutionLimitException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** After how many steps. */
    private final long steps;

    /**
     * Creates the exception.
     *
     * @param steps how many steps were allowed
     */
    public ResolutionLimitException(long steps) {
        super("no versions that fit together were found in " + steps + " steps; ask for narrower versions", null);
        this.steps = steps;
    }

    /**
     * How much was tried.
     *
     * @return the number of steps that were allowed
     */
    public long steps() {
        return steps;
    }
}
