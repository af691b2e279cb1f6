// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import java.time.Duration;
import java.util.List;

/**
 * Where dependencies come from, and how long to wait for them.
 *
 * @param repositories asked in this order
 * @param offline whether only what is on this machine counts: the local repository and repositories in folders
 * @param connect until a server takes the connection
 * @param idle until a server answers, and between two pieces of its answer
 * @param longest for one resolution with all its downloads
 * @param largest file that is taken, in bytes
 */
public record DependencySettings(
        List<RepositoryAddress> repositories,
        boolean offline,
        Duration connect,
        Duration idle,
        Duration longest,
        long largest) {
    public DependencySettings {
        repositories = List.copyOf(repositories);
        if (repositories.stream().map(RepositoryAddress::id).distinct().count() != repositories.size()) {
            throw new IllegalArgumentException("two repositories have the same id; give each its own");
        }
    }

    /** No repositories, 10 s to connect, 30 s without a byte, 5 minutes in all, 1 GiB. */
    public static DependencySettings defaults() {
        return new DependencySettings(
                List.of(), false, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(5), 1L << 30);
    }

    public DependencySettings withRepositories(List<RepositoryAddress> others) {
        return new DependencySettings(others, offline, connect, idle, longest, largest);
    }

    public DependencySettings withOffline(boolean other) {
        return new DependencySettings(repositories, other, connect, idle, longest, largest);
    }

    /** With less or more patience. */
    public DependencySettings withPatience(Duration otherIdle, Duration otherLongest) {
        return new DependencySettings(repositories, offline, connect, otherIdle, otherLongest, largest);
    }
}
