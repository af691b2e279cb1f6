// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.luarium.packages.RepositoryIndexException;
import org.luarium.packages.RepositoryNotFoundException;
import org.luarium.packages.RepositoryUnavailableException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockOffer;
import org.luarium.packages.internal.web.BoundedStream;
import org.luarium.packages.spi.PackageRepository;
import org.luarium.packages.spi.Release;

/**
 * What all repositories offer at a moment, so that everything that is decided together is decided on the same facts.
 * Immutable.
 */
public final class Offers {
    private static final long LARGEST_ARTIFACT = 1L << 30;

    private final Map<String, Map<RockName, List<Release>>> shelves = new LinkedHashMap<>();
    private final Map<String, PackageRepository> repositories = new HashMap<>();
    private final Map<String, IOException> problems = new HashMap<>();

    Offers(List<Shelf> inOrder) {
        for (Shelf shelf : inOrder) {
            Map<RockName, List<Release>> offers = Map.of();
            try {
                offers = shelf.offers();
            } catch (IOException e) {
                problems.put(shelf.name(), e);
            }
            shelves.put(shelf.name(), offers);
            repositories.put(shelf.name(), shelf.repository());
        }
    }

    /**
     * Where a rock comes from.
     *
     * @throws RepositoryUnavailableException if a repository before that one cannot be read
     * @throws RepositoryIndexException if it is the index of that one for which it cannot
     */
    public Optional<RockOffer> find(RockName name) {
        Optional<String> first = Optional.empty();
        List<String> shadowed = new ArrayList<>();
        for (Map.Entry<String, Map<RockName, List<Release>>> shelf : shelves.entrySet()) {
            if (shelf.getValue().containsKey(name)) {
                if (first.isPresent()) {
                    shadowed.add(shelf.getKey());
                }
                first = first.or(() -> Optional.of(shelf.getKey()));
            } else if (first.isEmpty()) {
                // It might have the name, and what another one offers under it might be an attack
                check(shelf.getKey());
            }
        }
        return first.map(repository -> offer(name, repository, shadowed));
    }

    /**
     * What a certain repository offers.
     *
     * @throws RepositoryNotFoundException if there is none of this name
     * @throws RepositoryUnavailableException if it cannot be read
     * @throws RepositoryIndexException if it is its index for which that cannot be read
     */
    public Optional<RockOffer> find(RockName name, String repository) {
        Map<RockName, List<Release>> shelf = shelves.get(repository);
        if (shelf == null) {
            throw new RepositoryNotFoundException(repository);
        }
        check(repository);
        if (!shelf.containsKey(name)) {
            return Optional.empty();
        }
        List<String> others = shelves.keySet().stream()
                .filter(other -> !other.equals(repository))
                .filter(other -> shelves.getOrDefault(other, Map.of()).containsKey(name))
                .toList();
        return Optional.of(offer(name, repository, others));
    }

    private RockOffer offer(RockName name, String repository, List<String> others) {
        return new RockOffer(
                name,
                repository,
                releases(name, repository).stream().map(Release::version).toList(),
                others);
    }

    /** The releases of a rock in a repository, newest first; none if there is no such rock or repository. */
    public List<Release> releases(RockName name, String repository) {
        return shelves.getOrDefault(repository, Map.of()).getOrDefault(name, List.of());
    }

    /**
     * Opens an artifact.
     *
     * @throws RepositoryNotFoundException if there was no such repository
     * @throws IOException if it cannot be read; the stream fails if it is larger than any rock may be
     */
    public InputStream open(String repository, Release release, String artifact) throws IOException {
        PackageRepository from = repositories.get(repository);
        if (from == null) {
            throw new RepositoryNotFoundException(repository);
        }
        try {
            return new BoundedStream(from.open(release, artifact), LARGEST_ARTIFACT);
        } catch (RuntimeException e) {
            throw new IOException("repository " + repository + " failed: " + Printable.of(e.toString()), e);
        }
    }

    /** All names that any repository offers. */
    public SortedSet<RockName> names() {
        SortedSet<RockName> names = new TreeSet<>();
        shelves.values().forEach(shelf -> names.addAll(shelf.keySet()));
        return names;
    }

    /** Which repositories cannot be read, and why. */
    public Map<String, IOException> problems() {
        return Map.copyOf(problems);
    }

    private void check(String repository) {
        IOException problem = problems.get(repository);
        if (problem instanceof IndexException index) {
            throw index.of(repository);
        } else if (problem != null) {
            throw new RepositoryUnavailableException(
                    repository, "it cannot be read: " + problem.getMessage() + "; or remove it", problem);
        }
    }
}
