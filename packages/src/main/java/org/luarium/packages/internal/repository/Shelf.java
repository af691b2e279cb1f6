// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.RepositoryInfo;
import org.luarium.packages.RockName;
import org.luarium.packages.spi.PackageRepository;
import org.luarium.packages.spi.Release;

/** A repository in its place, and what it offers by name. Thread-safe. */
final class Shelf {
    /** By priority, then by name, then the one that came first. */
    static final Comparator<Shelf> ORDER = Comparator.comparing(Shelf::priority, Comparator.reverseOrder())
            .thenComparing(Shelf::name)
            .thenComparing(Shelf::age);

    private final PackageRepository repository;
    private final String name;
    private final int priority;
    private final long age;
    private final boolean removable;
    private volatile @Nullable Index index;

    /** What was offered, and the same by name. */
    private record Index(Collection<Release> releases, Map<RockName, List<Release>> byName) {}

    Shelf(PackageRepository repository, int priority, long age, boolean removable) {
        this.repository = requireNonNull(repository, "repository");
        // Asked once, as it decides the order
        this.name = String.valueOf(repository.name());
        this.priority = priority;
        this.age = age;
        this.removable = removable;
    }

    PackageRepository repository() {
        return repository;
    }

    String name() {
        return name;
    }

    int priority() {
        return priority;
    }

    long age() {
        return age;
    }

    void expire() {
        if (repository instanceof OwnRepository own) {
            own.expire();
        }
    }

    void forget() {
        if (repository instanceof OwnRepository own) {
            own.forget();
        }
    }

    /** What it offers now, newest versions first. */
    Map<RockName, List<Release>> offers() throws IOException {
        Index known = index;
        try {
            Collection<Release> releases = repository.releases();
            if (known != null && known.releases() == releases && repository instanceof OwnRepository) {
                return known.byName();
            }
            Map<RockName, List<Release>> byName = sorted(releases);
            index = new Index(releases, byName);
            return byName;
        } catch (RuntimeException e) {
            throw new IOException("it failed: " + Printable.of(e.toString()) + "; tell who made it", e);
        }
    }

    private static Map<RockName, List<Release>> sorted(Collection<Release> releases) {
        Map<RockName, List<Release>> byName = new HashMap<>();
        for (Release release : releases) {
            byName.computeIfAbsent(release.name(), name -> new ArrayList<>(2)).add(release);
        }
        byName.replaceAll((name, all) -> all.stream()
                .sorted(Comparator.comparing(Release::version).reversed())
                .toList());
        return Map.copyOf(byName);
    }

    RepositoryInfo info() {
        int rocks = 0;
        Optional<String> problem;
        try {
            rocks = offers().size();
            problem = repository instanceof OwnRepository own ? own.problem() : Optional.empty();
        } catch (IOException e) {
            problem = Optional.of(Printable.of(String.valueOf(e.getMessage())));
        }
        return info(rocks, problem);
    }

    /** What is known of it if it is not asked, and why. */
    RepositoryInfo info(String problem) {
        return info(0, Optional.of(problem));
    }

    private RepositoryInfo info(int rocks, Optional<String> problem) {
        Optional<OwnRepository> own = repository instanceof OwnRepository ours ? Optional.of(ours) : Optional.empty();
        return new RepositoryInfo(
                Printable.of(name),
                Printable.of(String.valueOf(repository.location())),
                priority,
                rocks,
                own.flatMap(OwnRepository::age),
                problem,
                own.map(OwnRepository::remarks).orElse(List.of()),
                removable,
                own.flatMap(OwnRepository::index));
    }
}
