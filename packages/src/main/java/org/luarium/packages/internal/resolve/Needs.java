// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.List;
import org.luarium.packages.Dependency;

/** What a version of a rock depends on. Lua is a rock like others here, one that the environment provides. */
public record Needs(List<Dependency> dependencies) implements Reading {
    public Needs {
        dependencies = List.copyOf(dependencies);
    }
}
