// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Rocks that go together, under a name.
 *
 * @param name what it is called
 * @param description what it is for, in a line
 * @param category such as {@code general} or {@code biology}
 * @param rocks what is in it; perhaps nothing
 * @param development whether it has tools for those who write Lua
 * @param networking whether it is for code that uses a network
 * @param catalogue the name of the catalogue that has it
 */
public record PackageProfile(
        String name,
        String description,
        String category,
        List<Dependency> rocks,
        boolean development,
        boolean networking,
        String catalogue) {
    /**
     * Creates a profile.
     *
     * @param name what it is called
     * @param description what it is for
     * @param category such as {@code general}
     * @param rocks what is in it
     * @param development whether it has tools for those who write Lua
     * @param networking whether it is for code that uses a network
     * @param catalogue which catalogue has it
     */
    public PackageProfile {
        requireNonNull(name, "name");
        requireNonNull(description, "description");
        requireNonNull(category, "category");
        rocks = List.copyOf(rocks);
        requireNonNull(catalogue, "catalogue");
    }
}
