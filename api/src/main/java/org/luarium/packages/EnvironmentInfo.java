// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Everything about an environment.
 *
 * @param environment as it is now
 * @param generations what it was and is, by number
 * @param bytes the size of the files of all generations, each counted once
 */
public record EnvironmentInfo(Environment environment, List<GenerationUse> generations, long bytes) {
    /**
     * Creates a description.
     *
     * @param environment as it is now
     * @param generations what it was and is, by number
     * @param bytes the size of the files of all generations, each counted once
     */
    public EnvironmentInfo {
        requireNonNull(environment, "environment");
        generations = List.copyOf(generations);
    }
}
