// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A generation of an environment, and what it is good for.
 *
 * @param generation the generation
 * @param bytes the size of its files; generations share those that they have in common
 * @param users who uses it: ids of VMs, with their process if that is another one
 */
public record GenerationUse(EnvironmentGeneration generation, long bytes, List<String> users) {
    /**
     * Creates a description.
     *
     * @param generation the generation
     * @param bytes the size of its files; generations share those that they have in common
     * @param users who uses it: ids of VMs, with their process if that is another one
     */
    public GenerationUse {
        requireNonNull(generation, "generation");
        users = List.copyOf(users);
    }
}
