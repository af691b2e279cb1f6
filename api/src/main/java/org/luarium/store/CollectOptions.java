// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;

/**
 * What a collection keeps, besides what profiles, roots and leases keep, and what all that was made of.
 *
 * @param keep realizations, or derivations with all their realizations
 * @param linkFolders folders, or single links, whose symbolic links into the store keep what they point to
 * @param minimumAge what is younger stays
 * @param freeBytes how much to free, oldest first; {@link Long#MAX_VALUE} for everything that nobody keeps
 * @param dryRun whether only to say what would be removed
 */
public record CollectOptions(
        Set<Ref> keep, Set<Path> linkFolders, Duration minimumAge, long freeBytes, boolean dryRun) {
    /**
     * Creates options.
     *
     * @param keep realizations, or derivations with all their realizations
     * @param linkFolders folders, or single links, whose symbolic links into the store keep what they point to
     * @param minimumAge what is younger stays
     * @param freeBytes how much to free, oldest first; {@link Long#MAX_VALUE} for everything that nobody keeps
     * @param dryRun whether only to say what would be removed
     */
    public CollectOptions {
        keep = Set.copyOf(keep);
        linkFolders = Set.copyOf(linkFolders);
        requireNonNull(minimumAge, "minimumAge");
        if (freeBytes < 0) {
            throw new IllegalArgumentException("freeBytes is " + freeBytes + "; it must not be negative");
        }
    }

    /**
     * Removes everything that nobody keeps.
     *
     * @return options
     */
    public static CollectOptions all() {
        return new CollectOptions(Set.of(), Set.of(), Duration.ZERO, Long.MAX_VALUE, false);
    }

    /**
     * Keeps more.
     *
     * @param refs realizations, or derivations with all their realizations
     * @return a copy
     */
    public CollectOptions keeping(Collection<? extends Ref> refs) {
        return new CollectOptions(Set.copyOf(refs), linkFolders, minimumAge, freeBytes, dryRun);
    }

    /**
     * Keeps what links point to.
     *
     * @param folders folders, searched at any depth, or single links
     * @return a copy
     */
    public CollectOptions keepingLinksIn(Collection<Path> folders) {
        return new CollectOptions(keep, Set.copyOf(folders), minimumAge, freeBytes, dryRun);
    }

    /**
     * Keeps what is young.
     *
     * @param age what is younger stays
     * @return a copy
     */
    public CollectOptions olderThan(Duration age) {
        return new CollectOptions(keep, linkFolders, age, freeBytes, dryRun);
    }

    /**
     * Stops when enough is free.
     *
     * @param bytes how much to free, oldest first
     * @return a copy
     */
    public CollectOptions freeing(long bytes) {
        return new CollectOptions(keep, linkFolders, minimumAge, bytes, dryRun);
    }

    /**
     * Removes nothing.
     *
     * @return a copy
     */
    public CollectOptions dryRunning() {
        return new CollectOptions(keep, linkFolders, minimumAge, freeBytes, true);
    }
}
