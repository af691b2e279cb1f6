// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.spi;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import java.util.TreeSet;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;

/**
 * A version of a rock that a repository offers.
 *
 * @param name of the rock
 * @param version with its revision
 * @param artifacts what there is of it: {@code rockspec}, {@code src} for a rock with sources, {@code all} for one without native code, or a platform such as {@code linux-x86_64}
 */
public record Release(RockName name, RockVersion version, Set<String> artifacts) {
    /** The artifact that says how a rock is built. */
    public static final String ROCKSPEC = "rockspec";

    /** The artifact with a rockspec and sources. */
    public static final String SOURCE = "src";

    /** The artifact with files for every platform. */
    public static final String ALL = "all";

    /**
     * Creates a release.
     *
     * @param name of the rock
     * @param version with its revision
     * @param artifacts what there is of it
     */
    public Release {
        requireNonNull(name, "name");
        requireNonNull(version, "version");
        artifacts = Set.copyOf(new TreeSet<>(artifacts));
    }
}
