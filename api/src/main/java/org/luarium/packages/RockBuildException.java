// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import org.jspecify.annotations.Nullable;

/** A rock cannot be built on this machine, or its files are not what they should be. */
public final class RockBuildException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which rock. */
    private final String rock;

    /**
     * Creates the exception.
     *
     * @param rock the rock, such as {@code lua-cjson 2.1.0-1}
     * @param problem what is wrong, and what to do
     * @param cause what led to it, or {@code null}
     */
    public RockBuildException(String rock, String problem, @Nullable Throwable cause) {
        super("rock " + rock + " cannot be built: " + problem, cause);
        this.rock = rock;
    }

    /**
     * Which rock.
     *
     * @return the rock, such as {@code lua-cjson 2.1.0-1}
     */
    public String rock() {
        return rock;
    }
}
