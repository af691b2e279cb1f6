// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.luarium.packages.IndexInfo;
import org.luarium.packages.RepositoryAlreadyExistsException;
import org.luarium.packages.RepositoryInfo;
import org.luarium.packages.RepositoryManager;
import org.luarium.packages.RepositoryNotFoundException;
import org.luarium.packages.RepositoryOptions;
import org.luarium.packages.RockName;
import org.luarium.packages.RockOffer;

/** Repositories without rocks. */
public final class FakeRepositories implements RepositoryManager {
    final Map<String, RepositoryInfo> repositories = new TreeMap<>();
    final List<RepositoryOptions> options = new ArrayList<>();
    final List<String> done = new ArrayList<>();

    static RepositoryInfo info(String name, String location, int priority, Optional<String> problem) {
        return new RepositoryInfo(
                name,
                location,
                priority,
                7,
                problem.isEmpty() ? Optional.of(Duration.ofMinutes(3)) : Optional.empty(),
                problem,
                List.of("one rock is ignored" + FakePackages.HOSTILE),
                true,
                problem.isEmpty()
                        ? Optional.of(new IndexInfo(7, Optional.of(Instant.parse("2030-01-31T00:00:00Z")), true))
                        : Optional.empty());
    }

    @Override
    public List<RepositoryInfo> list() {
        return List.copyOf(repositories.values());
    }

    @Override
    public Optional<RepositoryInfo> find(String name) {
        return Optional.ofNullable(repositories.get(name));
    }

    @Override
    public RepositoryInfo add(URI location, RepositoryOptions how) {
        if (repositories.containsKey(how.name())) {
            throw new RepositoryAlreadyExistsException(how.name());
        }
        options.add(how);
        repositories.put(
                how.name(), info(how.name(), location.toString(), how.priority().orElse(0), Optional.empty()));
        return repositories.get(how.name());
    }

    @Override
    public void remove(String name) {
        repositories.remove(refresh(name).name());
    }

    @Override
    public RepositoryInfo refresh(String name) {
        done.add("refresh " + name);
        return find(name).orElseThrow(() -> new RepositoryNotFoundException(name));
    }

    @Override
    public List<RepositoryInfo> refresh() {
        done.add("refresh all");
        return list();
    }

    @Override
    public Optional<RockOffer> releases(RockName name) {
        return Optional.empty();
    }

    @Override
    public Optional<RockOffer> releases(RockName name, String repository) {
        return Optional.empty();
    }
}
