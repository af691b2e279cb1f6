// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.luarium.shell.internal.syntax.Syntax;

/** What all commands take, by their names. */
final class Usages {
    private static final Map<String, Syntax> ALL = Stream.of(
                    VmUsage.ALL,
                    SessionUsage.ALL,
                    StoreUsage.ALL,
                    StoreCareUsage.ALL,
                    StoreStageUsage.ALL,
                    PackageUsage.ALL,
                    PackageCareUsage.ALL,
                    EnvironmentUsage.ALL,
                    RepositoryUsage.ALL,
                    NetworkUsage.ALL,
                    ExtensionUsage.ALL,
                    LuariumUsage.ALL)
            .flatMap(List::stream)
            .map(Syntax::of)
            .collect(Collectors.toMap(Syntax::command, Function.identity(), (one, other) -> one, TreeMap::new));

    private Usages() {}

    /** In the order of their names. */
    static Collection<Syntax> all() {
        return ALL.values();
    }

    static Optional<Syntax> find(String command) {
        return Optional.ofNullable(ALL.get(command));
    }
}
