// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.environment;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.luarium.packages.Dependency;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.RockName;

/**
 * What an environment is, exactly.
 *
 * @param nativeModules whether its rocks may have modules in machine code
 */
public record EnvironmentLock(
        String dialect, boolean nativeModules, List<Dependency> requests, List<InstalledRock> rocks) {
    public EnvironmentLock {
        requests =
                requests.stream().sorted(Comparator.comparing(Dependency::name)).toList();
        rocks = rocks.stream().sorted(Comparator.comparing(InstalledRock::name)).toList();
    }

    public static EnvironmentLock empty(String dialect) {
        return new EnvironmentLock(dialect, true, List.of(), List.of());
    }

    /** The same for the same VMs, with other rocks. */
    public EnvironmentLock with(List<Dependency> otherRequests, List<InstalledRock> otherRocks) {
        return new EnvironmentLock(dialect, nativeModules, otherRequests, otherRocks);
    }

    public Optional<InstalledRock> find(RockName name) {
        return rocks.stream().filter(rock -> rock.name().equals(name)).findFirst();
    }
}
