// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An immutable object of the store and where it came from.
 *
 * @param ref its name
 * @param path its content: a folder that nobody writes to
 * @param tree the hash of its content
 * @param size of its content, the sum of all files in bytes
 * @param dependencies the realizations of its direct dependencies that it was made of; everything indirect is in {@link Store#context}
 * @param started when its build began, or {@link Instant#EPOCH} if nobody knows
 * @param ended when its build ended, or {@link Instant#EPOCH} if nobody knows
 * @param provenance how it came here
 * @param signatures of those who vouch for it
 */
public record Realization(
        Ref.RRef ref,
        Path path,
        Hash tree,
        long size,
        Map<Ref.DRef, List<Ref.RRef>> dependencies,
        Instant started,
        Instant ended,
        Provenance provenance,
        List<Signature> signatures) {
    /**
     * Creates a description.
     *
     * @param ref its name
     * @param path its content: a folder that nobody writes to
     * @param tree the hash of its content
     * @param size of its content, the sum of all files in bytes
     * @param dependencies the realizations of its direct dependencies that it was made of; everything indirect is in {@link Store#context}
     * @param started when its build began, or {@link Instant#EPOCH} if nobody knows
     * @param ended when its build ended, or {@link Instant#EPOCH} if nobody knows
     * @param provenance how it came here
     * @param signatures of those who vouch for it
     */
    public Realization {
        requireNonNull(ref, "ref");
        requireNonNull(path, "path");
        requireNonNull(tree, "tree");
        dependencies = Map.copyOf(dependencies);
        requireNonNull(started, "started");
        requireNonNull(ended, "ended");
        requireNonNull(provenance, "provenance");
        signatures = List.copyOf(signatures);
    }
}
