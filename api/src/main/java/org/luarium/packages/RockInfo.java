// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What the rockspec of the newest version of a rock says. Texts are as its author wrote them, and may have any characters.
 *
 * @param rock which rock, and what there is of it
 * @param version which version this is about
 * @param summary what it is, in a line; empty if it does not say
 * @param description what it is, at length; empty if it does not say
 * @param homepage where to read on; empty if it does not say
 * @param licence under which terms; empty if it does not say
 * @param dependencies what it needs
 */
public record RockInfo(
        AvailableRock rock,
        RockVersion version,
        String summary,
        String description,
        String homepage,
        String licence,
        List<Dependency> dependencies) {
    /**
     * Creates a description.
     *
     * @param rock which rock, and what there is of it
     * @param version which version this is about
     * @param summary what it is, in a line; empty if it does not say
     * @param description what it is, at length; empty if it does not say
     * @param homepage where to read on; empty if it does not say
     * @param licence under which terms; empty if it does not say
     * @param dependencies what it needs
     */
    public RockInfo {
        requireNonNull(rock, "rock");
        requireNonNull(version, "version");
        requireNonNull(summary, "summary");
        requireNonNull(description, "description");
        requireNonNull(homepage, "homepage");
        requireNonNull(licence, "licence");
        dependencies = List.copyOf(dependencies);
    }
}
