// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.luarium.packages.Dependency;
import org.luarium.packages.Environment;
import org.luarium.packages.EnvironmentChange;
import org.luarium.packages.InstallEvent;
import org.luarium.packages.InstallListener;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.InvalidLockException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.internal.build.Machine;
import org.luarium.packages.internal.environment.EnvironmentLock;
import org.luarium.packages.internal.environment.Environments;
import org.luarium.packages.internal.repository.Repositories;
import org.luarium.packages.internal.resolve.Needs;
import org.luarium.packages.internal.resolve.Offer;
import org.luarium.packages.internal.resolve.Reading;
import org.luarium.packages.internal.resolve.Request;
import org.luarium.packages.internal.resolve.Resolver;
import org.luarium.packages.internal.resolve.Universe;
import org.luarium.packages.internal.rockspec.Rockspecs;
import org.luarium.store.Lease;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Ref;
import org.luarium.store.Store;

/** Takes an environment from one lock to the next. Its methods are called while nobody else changes the environment. Thread-safe. */
final class Installer {
    private static final RockName LUA = new RockName("lua");

    /** How often rocks are made again that somebody collects before they are held. */
    private static final int MOST_ATTEMPTS = 10;

    private final Store store;
    private final Environments environments;
    private final Rockspecs rockspecs;
    private final Environments.Judge judge;
    private final Repositories repositories;
    private final Machine machine;

    Installer(
            Store store,
            Environments environments,
            Rockspecs rockspecs,
            Environments.Judge judge,
            Repositories repositories,
            Machine machine) {
        this.store = store;
        this.environments = environments;
        this.rockspecs = rockspecs;
        this.judge = judge;
        this.repositories = repositories;
        this.machine = machine;
    }

    /**
     * What is wanted.
     *
     * @param before what there is
     * @param requests what is asked for, all of it
     * @param free the rocks that need not keep their version
     * @param note what to call it
     * @param listener hears how far it is
     */
    record Wish(
            EnvironmentLock before,
            List<Dependency> requests,
            Set<RockName> free,
            String note,
            InstallListener listener) {}

    Catalog catalog(Map<RockName, String> pins) {
        return new Catalog(repositories, pins);
    }

    /** Makes a generation that meets the wish; none, if the current one does. */
    EnvironmentChange install(String name, Wish wish) {
        EnvironmentLock before = wish.before();
        Map<RockName, InstalledRock> locked = byName(before.rocks());
        Catalog catalog = catalog(pins(locked.values()));
        try (Rockspecs.Session session = rockspecs.session(before.dialect())) {
            RockFiles files = new RockFiles(store, catalog, locked, session, before.dialect());
            SortedMap<RockName, RockVersion> versions = resolve(wish, locked, catalog, files);
            wish.listener().happened(new InstallEvent(InstallEvent.Kind.RESOLVED, name, 1, versions.size()));
            return change(
                    name,
                    wish,
                    new RockSet(store, files, before.dialect(), machine, versions, wish.listener()),
                    versions,
                    files);
        }
    }

    /** What would be chosen for a new environment, asked of the repositories as they are now. */
    Trial trial(String dialect) {
        Catalog catalog = catalog(Map.of());
        Rockspecs.Session session = rockspecs.session(dialect);
        RockFiles files = new RockFiles(store, catalog, Map.of(), session, dialect);
        EnvironmentLock empty = EnvironmentLock.empty(dialect);
        return new Trial(
                catalog,
                session,
                requests -> resolve(new Wish(empty, requests, Set.of(), "", event -> {}), Map.of(), catalog, files));
    }

    private static SortedMap<RockName, RockVersion> resolve(
            Wish wish, Map<RockName, InstalledRock> locked, Catalog catalog, RockFiles files) {
        Request.Builder request =
                Request.builder().provide(LUA, RockVersion.of(wish.before().dialect() + "-1"));
        wish.requests().forEach(request::ask);
        locked.forEach((rock, installed) -> {
            if (!wish.free().contains(rock)) {
                request.lock(rock, installed.version());
            }
        });
        return Resolver.resolve(new LockedUniverse(locked, catalog, files), request.build())
                .versions();
    }

    /** Makes a generation that is exactly what a lock says. */
    EnvironmentChange restore(String name, EnvironmentLock before, EnvironmentLock wanted, InstallListener listener) {
        Map<RockName, InstalledRock> locked = byName(wanted.rocks());
        TreeMap<RockName, RockVersion> versions = new TreeMap<>();
        locked.forEach((rock, installed) -> versions.put(rock, installed.version()));
        try (Rockspecs.Session session = rockspecs.session(wanted.dialect())) {
            RockFiles files = new RockFiles(store, catalog(pins(locked.values())), locked, session, wanted.dialect());
            RockSet set = new RockSet(store, files, wanted.dialect(), machine, versions, listener);
            try (HeldRocks held = hold(set, names(wanted.requests()))) {
                for (InstalledRock rock : held.rocks()) {
                    InstalledRock expected = locked.get(rock.name());
                    if (expected == null || !expected.tree().equals(rock.tree())) {
                        throw new InvalidLockException(
                                rock
                                        + " was built here with other content than the lock has, as another compiler may do",
                                null);
                    }
                }
                EnvironmentLock after = wanted.with(wanted.requests(), held.rocks());
                return commit(name, before, after, "restore from a lock", files, listener);
            }
        }
    }

    private EnvironmentChange change(
            String name, Wish wish, RockSet set, SortedMap<RockName, RockVersion> versions, RockFiles files) {
        EnvironmentLock before = wish.before();
        boolean exists = environments.find(name).isPresent();
        SortedMap<RockName, RockVersion> there = new TreeMap<>();
        before.rocks().forEach(rock -> there.put(rock.name(), rock.version()));
        boolean same = there.equals(versions) && Set.copyOf(wish.requests()).equals(Set.copyOf(before.requests()));
        if (exists && same) {
            return new EnvironmentChange(environments.get(name), List.of(), List.of(), List.of());
        }
        try (HeldRocks held = hold(set, names(wish.requests()))) {
            EnvironmentLock after = before.with(wish.requests(), held.rocks());
            return commit(name, before, after, wish.note(), files, wish.listener());
        }
    }

    /** Rocks that are not collected until this is closed. */
    private record HeldRocks(List<InstalledRock> rocks, Lease lease) implements AutoCloseable {
        @Override
        public void close() {
            lease.close();
        }
    }

    /** Makes rocks and holds them; makes them again if they were collected before they could be held. */
    private HeldRocks hold(RockSet set, Set<RockName> requested) {
        for (int attempt = 1; ; attempt++) {
            List<InstalledRock> rocks = set.realize(requested);
            try {
                return new HeldRocks(
                        rocks,
                        store.lease(rocks.stream().map(InstalledRock::object).toList()));
            } catch (ObjectNotFoundException e) {
                if (attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private EnvironmentChange commit(
            String name,
            EnvironmentLock before,
            EnvironmentLock after,
            String note,
            RockFiles files,
            InstallListener listener) {
        Environment environment = environments.commit(name, after, note, (one, lock, folder) -> {
            judge.check(one, lock, folder);
            listener.happened(new InstallEvent(InstallEvent.Kind.VERIFIED, one, 1, 1));
        });
        return new EnvironmentChange(
                environment,
                missing(after.rocks(), before.rocks()),
                missing(before.rocks(), after.rocks()),
                files.fallbacks().stream()
                        .filter(fallback -> after.find(fallback.name())
                                .filter(rock -> rock.version().equals(fallback.version()))
                                .isPresent())
                        .toList());
    }

    private static List<InstalledRock> missing(List<InstalledRock> rocks, List<InstalledRock> others) {
        Set<Ref.RRef> objects = others.stream().map(InstalledRock::object).collect(Collectors.toSet());
        return rocks.stream().filter(rock -> !objects.contains(rock.object())).toList();
    }

    static Set<RockName> names(Collection<Dependency> dependencies) {
        Set<RockName> names = new HashSet<>();
        dependencies.forEach(dependency -> names.add(dependency.name()));
        return names;
    }

    private static Map<RockName, String> pins(Collection<InstalledRock> rocks) {
        return rocks.stream().collect(Collectors.toMap(InstalledRock::name, InstalledRock::repository));
    }

    private static Map<RockName, InstalledRock> byName(List<InstalledRock> rocks) {
        Map<RockName, InstalledRock> byName = new HashMap<>();
        rocks.forEach(rock -> byName.put(rock.name(), rock));
        return byName;
    }

    /** What repositories have, and what is installed, which is to be had even if its repository has gone. */
    private record LockedUniverse(Map<RockName, InstalledRock> locked, Catalog catalog, RockFiles files)
            implements Universe {
        @Override
        public Offer offer(RockName name) {
            Set<RockVersion> versions = new HashSet<>();
            InstalledRock installed = locked.get(name);
            if (installed != null) {
                versions.add(installed.version());
            }
            catalog.source(name)
                    .ifPresent(source -> versions.addAll(source.releases().keySet()));
            return Offer.of(List.copyOf(versions));
        }

        @Override
        public Reading read(RockName name, RockVersion version) {
            InstalledRock installed = locked.get(name);
            return new Needs(
                    installed != null && installed.version().equals(version)
                            ? installed.dependencies()
                            : files.rockspec(name, version).dependencies());
        }
    }
}
