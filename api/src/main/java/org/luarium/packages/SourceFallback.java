// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

/**
 * A rock that was built from its sources, as the one that its repository has built does not fit here.
 *
 * @param name of the rock
 * @param version of the rock
 * @param artifact the file that does not fit
 * @param reason why it does not, such as another Lua or another processor; fit to be printed
 */
public record SourceFallback(RockName name, RockVersion version, String artifact, String reason) {
    /**
     * Creates a description.
     *
     * @param name of the rock
     * @param version of the rock
     * @param artifact the file that does not fit
     * @param reason why it does not
     */
    public SourceFallback {
        requireNonNull(name, "name");
        requireNonNull(version, "version");
        requireNonNull(artifact, "artifact");
        reason = Notation.explanation(reason);
    }

    @Override
    public String toString() {
        return name + " " + version + " was built from its sources, as " + artifact + " cannot be used: " + reason;
    }
}
