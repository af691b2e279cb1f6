// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.luarium.packages.AvailableRock;
import org.luarium.packages.Dependency;
import org.luarium.packages.EnvironmentChange;
import org.luarium.packages.EnvironmentNotFoundException;
import org.luarium.packages.InstallListener;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.PackageManager;
import org.luarium.packages.RockInUseException;
import org.luarium.packages.RockInfo;
import org.luarium.packages.RockName;
import org.luarium.packages.RockNotInstalledException;
import org.luarium.packages.RockVersion;
import org.luarium.packages.internal.environment.EnvironmentLock;
import org.luarium.packages.internal.environment.Environments;
import org.luarium.packages.internal.rockspec.Rockspec;
import org.luarium.packages.internal.rockspec.Rockspecs;
import org.luarium.store.Store;

/** The packages of a home. */
public final class Packages implements PackageManager {
    private final Store store;
    private final Environments environments;
    private final Rockspecs rockspecs;
    private final Installer installer;
    private final Supplier<String> dialect;

    /** @param dialect the Lua of environments that come to be by an installation */
    Packages(
            Store store,
            Environments environments,
            Rockspecs rockspecs,
            Installer installer,
            Supplier<String> dialect) {
        this.store = store;
        this.environments = environments;
        this.rockspecs = rockspecs;
        this.installer = installer;
        this.dialect = dialect;
    }

    @Override
    public List<AvailableRock> search(String text) {
        return installer.catalog(Map.of()).search(text.toLowerCase(Locale.ROOT));
    }

    @Override
    public Optional<RockInfo> info(RockName name) {
        Catalog catalog = installer.catalog(Map.of());
        return catalog.find(name).map(rock -> {
            RockVersion newest = rock.versions().get(0);
            String lua = dialect.get();
            try (Rockspecs.Session session = rockspecs.session(lua)) {
                Rockspec rockspec = new RockFiles(store, catalog, Map.of(), session, lua).rockspec(name, newest);
                Rockspec.Description description = rockspec.description();
                return new RockInfo(
                        rock,
                        newest,
                        description.summary(),
                        description.detailed(),
                        description.homepage(),
                        description.licence(),
                        rockspec.dependencies());
            }
        });
    }

    @Override
    public EnvironmentChange install(String environment, List<Dependency> requests, InstallListener listener) {
        return environments.exclusively(environment, () -> {
            EnvironmentLock before =
                    environments.currentLock(environment).orElseGet(() -> EnvironmentLock.empty(dialect.get()));
            Map<RockName, Dependency> all = new LinkedHashMap<>();
            before.requests().forEach(request -> all.put(request.name(), request));
            requests.forEach(request -> all.put(request.name(), request));
            return installer.install(
                    environment,
                    new Installer.Wish(
                            before, List.copyOf(all.values()), Set.of(), "install " + texts(requests), listener));
        });
    }

    @Override
    public EnvironmentChange remove(String environment, Collection<RockName> names) {
        return environments.exclusively(environment, () -> {
            EnvironmentLock before = lock(environment);
            Set<RockName> removed = new HashSet<>(names);
            checkInstalled(environment, before, removed);
            List<Dependency> rest = before.requests().stream()
                    .filter(request -> !removed.contains(request.name()))
                    .toList();
            checkUnused(environment, before, rest, removed);
            return installer.install(
                    environment, new Installer.Wish(before, rest, Set.of(), "remove " + texts(names), event -> {}));
        });
    }

    @Override
    public EnvironmentChange update(String environment, Collection<RockName> names, InstallListener listener) {
        return environments.exclusively(environment, () -> {
            EnvironmentLock before = lock(environment);
            checkInstalled(environment, before, names);
            Set<RockName> free = names.isEmpty()
                    ? before.rocks().stream().map(InstalledRock::name).collect(Collectors.toSet())
                    : Set.copyOf(names);
            return installer.install(
                    environment,
                    new Installer.Wish(before, before.requests(), free, ("update " + texts(names)).strip(), listener));
        });
    }

    @Override
    public List<InstalledRock> list(String environment) {
        return environments.get(environment).rocks();
    }

    @Override
    public List<InstalledRock> why(String environment, RockName name) {
        environments.get(environment);
        EnvironmentLock lock = lock(environment);
        checkInstalled(environment, lock, List.of(name));
        Map<RockName, InstalledRock> neededBy = new HashMap<>();
        Deque<InstalledRock> open = new ArrayDeque<>();
        Set<RockName> seen = new HashSet<>();
        lock.rocks().stream().filter(InstalledRock::requested).forEach(rock -> {
            seen.add(rock.name());
            open.add(rock);
        });
        while (!open.isEmpty()) {
            InstalledRock rock = open.poll();
            if (rock.name().equals(name)) {
                return way(rock, neededBy);
            }
            for (Dependency dependency : rock.dependencies()) {
                Optional<InstalledRock> next = lock.find(dependency.name());
                if (next.isPresent() && seen.add(dependency.name())) {
                    neededBy.put(dependency.name(), rock);
                    open.add(next.get());
                }
            }
        }
        throw new RockNotInstalledException(environment, name);
    }

    private static List<InstalledRock> way(InstalledRock end, Map<RockName, InstalledRock> neededBy) {
        List<InstalledRock> way = new ArrayList<>();
        for (InstalledRock at = end; at != null; at = neededBy.get(at.name())) {
            way.add(0, at);
        }
        return way;
    }

    private EnvironmentLock lock(String environment) {
        return environments.currentLock(environment).orElseThrow(() -> new EnvironmentNotFoundException(environment));
    }

    private static void checkInstalled(String environment, EnvironmentLock lock, Collection<RockName> names) {
        for (RockName name : names) {
            if (lock.find(name).isEmpty()) {
                throw new RockNotInstalledException(environment, name);
            }
        }
    }

    /** What stays is what the remaining requests need. */
    private static void checkUnused(
            String environment, EnvironmentLock lock, List<Dependency> requests, Set<RockName> removed) {
        Deque<RockName> open = new ArrayDeque<>(Installer.names(requests));
        Set<RockName> stay = new HashSet<>(open);
        Map<RockName, List<RockName>> users = new HashMap<>();
        while (!open.isEmpty()) {
            RockName user = open.poll();
            lock.find(user)
                    .ifPresent(rock -> rock.dependencies().forEach(dependency -> {
                        users.computeIfAbsent(dependency.name(), key -> new ArrayList<>())
                                .add(user);
                        if (stay.add(dependency.name())) {
                            open.add(dependency.name());
                        }
                    }));
        }
        for (RockName name : removed) {
            if (stay.contains(name)) {
                throw new RockInUseException(environment, name, users.getOrDefault(name, List.of()));
            }
        }
    }

    private static String texts(Collection<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(" and "));
    }
}
