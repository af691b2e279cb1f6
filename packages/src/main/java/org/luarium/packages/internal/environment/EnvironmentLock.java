// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.environment;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.luarium.packages.Dependency;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.RockName;

/** What an environment is, exactly. */
public record EnvironmentLock(String dialect, List<Dependency> requests, List<InstalledRock> rocks) {
    public EnvironmentLock {
        requests =
                requests.stream().sorted(Comparator.comparing(Dependency::name)).toList();
        rocks = rocks.stream().sorted(Comparator.comparing(InstalledRock::name)).toList();
    }

    public static EnvironmentLock empty(String dialect) {
        return new EnvironmentLock(dialect, List.of(), List.of());
    }

    public Optional<InstalledRock> find(RockName name) {
        return rocks.stream().filter(rock -> rock.name().equals(name)).findFirst();
    }
}
