// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What the curator knows of a rock, whether it can be had or not.
 *
 * @param name of the rock
 * @param modules the names by which Lua code requires it, such as {@code cjson} for {@code lua-cjson}; the first is the main one
 * @param category what it is for, such as {@code network}
 * @param priority how much it matters, from {@link #LEAST} to {@link #MOST}
 * @param description what it is, in a line
 * @param origin where it would come from; empty if nobody is known to have it
 * @param catalogue the name of the catalogue that has this entry
 */
public record CatalogueEntry(
        RockName name,
        List<String> modules,
        String category,
        int priority,
        String description,
        Optional<RockOrigin> origin,
        String catalogue) {
    /** The lowest priority. */
    public static final int LEAST = 1;
    /** The highest priority. */
    public static final int MOST = 10;

    /**
     * Creates an entry.
     *
     * @param name of the rock
     * @param modules how it is required, at least one
     * @param category what it is for
     * @param priority how much it matters
     * @param description what it is
     * @param origin where it would come from
     * @param catalogue which catalogue has the entry
     * @throws IllegalArgumentException if there is no module, or the priority is none
     */
    public CatalogueEntry {
        requireNonNull(name, "name");
        modules = List.copyOf(modules);
        requireNonNull(category, "category");
        requireNonNull(description, "description");
        requireNonNull(origin, "origin");
        requireNonNull(catalogue, "catalogue");
        if (modules.isEmpty()) {
            throw new IllegalArgumentException("rock " + name + " has no module; name at least one");
        }
        if (priority < LEAST || priority > MOST) {
            throw new IllegalArgumentException(
                    "rock " + name + " has the priority " + priority + "; give one from " + LEAST + " to " + MOST);
        }
    }
}
