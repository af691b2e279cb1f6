// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.luarium.packages.AvailableRock;
import org.luarium.packages.RepositoryAccessException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.spi.PackageRepository;
import org.luarium.packages.spi.Release;

/** What the repositories offer at one moment. A name comes from one repository: the one it is pinned to, or else the first that has it. */
final class Catalog {
    private final SortedMap<RockName, Source> sources = new TreeMap<>();

    /** Where a rock comes from. */
    record Source(PackageRepository repository, Map<RockVersion, Release> releases) {}

    /**
     * Reads all repositories.
     *
     * @param repositories the one to be asked first is the first
     * @param pins the names of repositories by what may come from no other
     * @throws RepositoryAccessException if one cannot be read
     */
    Catalog(Collection<PackageRepository> repositories, Map<RockName, String> pins) {
        for (PackageRepository repository : repositories) {
            Map<RockName, Source> own = new HashMap<>();
            for (Release release : releases(repository)) {
                own.computeIfAbsent(release.name(), name -> new Source(repository, new HashMap<>()))
                        .releases()
                        .putIfAbsent(release.version(), release);
            }
            own.forEach((name, source) -> {
                String pin = pins.get(name);
                if (pin == null || pin.equals(repository.name())) {
                    sources.putIfAbsent(name, source);
                }
            });
        }
    }

    private static Collection<Release> releases(PackageRepository repository) {
        try {
            return repository.releases();
        } catch (IOException | RuntimeException e) {
            throw new RepositoryAccessException(
                    repository.name(), "what it has cannot be listed: " + e.getMessage(), e);
        }
    }

    Optional<Source> source(RockName name) {
        return Optional.ofNullable(sources.get(name));
    }

    List<AvailableRock> search(String text) {
        List<AvailableRock> found = new ArrayList<>();
        sources.forEach((name, source) -> {
            if (name.text().contains(text)) {
                found.add(available(name, source));
            }
        });
        return found;
    }

    static AvailableRock available(RockName name, Source source) {
        return new AvailableRock(
                name,
                source.releases().keySet().stream()
                        .sorted(Comparator.reverseOrder())
                        .toList(),
                source.repository().name());
    }
}
