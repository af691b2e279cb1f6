// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A file or folder inside the realization of a dependency: in a configuration, a typed dependency.
 *
 * @param dref the dependency
 * @param path the names that lead to it from the top of the object; empty for the object itself
 */
public record RefPath(Ref.DRef dref, List<String> path) {
    /**
     * Creates a path.
     *
     * @param dref the dependency
     * @param path the names that lead to it from the top of the object; empty for the object itself
     * @throws InvalidConfigException if a name is empty, {@code .} or {@code ..}, or has a slash or NUL
     */
    public RefPath {
        requireNonNull(dref, "dref");
        path = Syntax.path(path);
    }

    /**
     * Creates a path.
     *
     * @param dref the dependency
     * @param path names, from the top of the object
     * @return the path
     * @throws InvalidConfigException if a name is empty, {@code .} or {@code ..}, or has a slash or NUL
     */
    public static RefPath of(Ref.DRef dref, String... path) {
        return new RefPath(dref, List.of(path));
    }

    @Override
    public String toString() {
        return path.isEmpty() ? dref.toString() : dref + "/" + String.join("/", path);
    }
}
