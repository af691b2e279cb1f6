// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * A set of rocks that VMs can name, as it is now.
 *
 * @param name 1 to 64 of {@code A-Z a-z 0-9 . _ -}, no dot first
 * @param dialect the Lua it is for, such as {@code 5.4}
 * @param requests what was asked for
 * @param generation the state that is in force
 * @param folder where the files of that state are
 */
public record Environment(
        String name, String dialect, List<Dependency> requests, EnvironmentGeneration generation, Path folder) {
    /** The environment of VMs that name none, if there is one of this name and for the Lua they speak. */
    public static final String DEFAULT = "default";

    /**
     * Creates a description.
     *
     * @param name 1 to 64 of {@code A-Z a-z 0-9 . _ -}, no dot first
     * @param dialect the Lua it is for, such as {@code 5.4}
     * @param requests what was asked for
     * @param generation the state that is in force
     * @param folder where the files of that state are
     */
    public Environment {
        requireNonNull(name, "name");
        requireNonNull(dialect, "dialect");
        requests = List.copyOf(requests);
        requireNonNull(generation, "generation");
        requireNonNull(folder, "folder");
    }

    /**
     * What is in it.
     *
     * @return by name
     */
    public List<InstalledRock> rocks() {
        return generation.rocks();
    }
}
