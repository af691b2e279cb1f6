// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.luarium.store.Hash;
import org.luarium.store.Ref;

/**
 * A rock in an environment, exactly as it was installed.
 *
 * @param name of the rock
 * @param version with its revision
 * @param repository the name of the repository it came from
 * @param artifacts SHA-256 hashes of what it was made of, in hexadecimal digits, by the kind of artifact
 * @param tree the hash of its files
 * @param object its place in the store
 * @param dependencies what it needs
 * @param modules the names of its modules, sorted
 * @param requested whether it was asked for; else it is there because others need it
 */
public record InstalledRock(
        RockName name,
        RockVersion version,
        String repository,
        SortedMap<String, String> artifacts,
        Hash tree,
        Ref.RRef object,
        List<Dependency> dependencies,
        List<String> modules,
        boolean requested) {
    /**
     * Creates a description.
     *
     * @param name of the rock
     * @param version with its revision
     * @param repository the name of the repository it came from
     * @param artifacts SHA-256 hashes of what it was made of, in hexadecimal digits, by the kind of artifact
     * @param tree the hash of its files
     * @param object its place in the store
     * @param dependencies what it needs
     * @param modules the names of its modules, sorted
     * @param requested whether it was asked for; else it is there because others need it
     */
    public InstalledRock {
        requireNonNull(name, "name");
        requireNonNull(version, "version");
        requireNonNull(repository, "repository");
        artifacts = Collections.unmodifiableSortedMap(new TreeMap<>(artifacts));
        requireNonNull(tree, "tree");
        requireNonNull(object, "object");
        dependencies = List.copyOf(dependencies);
        modules = List.copyOf(modules);
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}
