// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import org.luarium.packages.Dependency;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.internal.rockspec.Rockspecs;

/** Finds out what would be installed, and installs nothing. All questions are answered by the same state of the repositories. Belongs to one thread. */
public final class Trial implements AutoCloseable {
    private final Catalog catalog;
    private final Rockspecs.Session session;
    private final Function<List<Dependency>, SortedMap<RockName, RockVersion>> resolver;

    Trial(
            Catalog catalog,
            Rockspecs.Session session,
            Function<List<Dependency>, SortedMap<RockName, RockVersion>> resolver) {
        this.catalog = catalog;
        this.session = session;
        this.resolver = resolver;
    }

    /**
     * What goes together.
     *
     * @throws org.luarium.packages.PackagesException as an installation does before it builds something
     */
    public SortedMap<RockName, RockVersion> resolve(List<Dependency> requests) {
        return resolver.apply(requests);
    }

    /**
     * The repository that a rock comes from.
     *
     * @throws org.luarium.packages.RepositoryUnavailableException if one that may have it cannot be read
     */
    public Optional<String> repository(RockName name) {
        return catalog.source(name).map(Catalog.Source::repository);
    }

    @Override
    public void close() {
        session.close();
    }
}
