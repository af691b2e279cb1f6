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
    /** In the order in which documents have them. */
    static final List<String> TEXTS = Stream.of(
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
            .toList();

    private static final Map<String, Syntax> ALL = TEXTS.stream()
            .map(Syntax::of)
            .collect(Collectors.toMap(Syntax::command, Function.identity(), Usages::twice, TreeMap::new));

    private Usages() {}

    private static Syntax twice(Syntax one, Syntax other) {
        throw new IllegalStateException(one.command() + " is described twice");
    }

    /** In the order of their names. */
    static Collection<Syntax> all() {
        return ALL.values();
    }

    static Optional<Syntax> find(String command) {
        return Optional.ofNullable(ALL.get(command));
    }
}
