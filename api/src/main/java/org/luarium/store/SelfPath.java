// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.util.List;

/**
 * A path inside the output of the derivation whose configuration it stands in.
 *
 * @param path the names that lead to it from the top of the output, at least one
 * @param promise whether every output must have it: then it is a promise, else a claim, which nobody checks
 */
public record SelfPath(List<String> path, boolean promise) {
    /**
     * Creates a path.
     *
     * @param path the names that lead to it from the top of the output, at least one
     * @param promise whether every output must have it: then it is a promise, else a claim, which nobody checks
     * @throws InvalidConfigException if there is no name, or a name is empty, {@code .} or {@code ..}, or has a slash or NUL
     */
    public SelfPath {
        path = Syntax.path(path);
        if (path.isEmpty()) {
            throw new InvalidConfigException("a path in the output", "needs at least one name");
        }
    }

    /**
     * A path that every output must have, as file, folder or link.
     *
     * @param path names, from the top of the output
     * @return the promise
     * @throws InvalidConfigException if there is no name, or one that cannot be that of a file
     */
    public static SelfPath promise(String... path) {
        return new SelfPath(List.of(path), true);
    }

    /**
     * A path that an output may have.
     *
     * @param path names, from the top of the output
     * @return the claim
     * @throws InvalidConfigException if there is no name, or one that cannot be that of a file
     */
    public static SelfPath claim(String... path) {
        return new SelfPath(List.of(path), false);
    }

    @Override
    public String toString() {
        return String.join("/", path);
    }
}
