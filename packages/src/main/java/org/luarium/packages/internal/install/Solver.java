// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.luarium.packages.Dependency;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;

/** Chooses versions. The place where another way of choosing is put in is {@link Installer}. */
interface Solver {
    /** What can be chosen from. */
    interface Universe {
        /** The versions of a rock, in any order; none, if there is no such rock. */
        List<RockVersion> versions(RockName name);

        /** What a version needs, Lua included. */
        List<Dependency> dependencies(RockName name, RockVersion version);
    }

    /**
     * What to choose.
     *
     * @param requested what was asked for
     * @param locked versions that are kept where they fit
     * @param provided what is there anyway, and not part of the result
     */
    record Question(
            List<Dependency> requested, Map<RockName, RockVersion> locked, Map<RockName, RockVersion> provided) {}

    /**
     * Chooses one version of each rock that is needed.
     *
     * @throws org.luarium.packages.UnresolvableException if none fit together
     */
    SortedMap<RockName, RockVersion> solve(Universe universe, Question question);
}
