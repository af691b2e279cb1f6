// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a repository.
 *
 * @param name its name
 * @param location where it is, for people
 * @param priority the higher, the earlier it is asked
 * @param rocks how many names of rocks it offers; 0 if that is not known
 * @param age how old the copy of its list is, if there is one
 * @param problem why it could not be read, or could not be read again, and what to do; empty if all is well
 * @param remarks what it has that is ignored, and why; a sentence each
 * @param removable whether it was added and so can be removed
 * @param index what its index says; empty if it has none, so that an old list cannot be told from a new one
 */
public record RepositoryInfo(
        String name,
        String location,
        int priority,
        int rocks,
        Optional<Duration> age,
        Optional<String> problem,
        List<String> remarks,
        boolean removable,
        Optional<IndexInfo> index) {
    /**
     * Creates an information.
     *
     * @param name its name
     * @param location where it is
     * @param priority the higher, the earlier it is asked
     * @param rocks how many names of rocks it offers
     * @param age how old the copy of its list is
     * @param problem why it could not be read
     * @param remarks what is ignored
     * @param removable whether it can be removed
     * @param index what its index says
     */
    public RepositoryInfo {
        requireNonNull(name, "name");
        requireNonNull(location, "location");
        requireNonNull(age, "age");
        requireNonNull(problem, "problem");
        requireNonNull(index, "index");
        remarks = List.copyOf(remarks);
    }
}
