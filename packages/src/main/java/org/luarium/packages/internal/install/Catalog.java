// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luarium.packages.AvailableRock;
import org.luarium.packages.RepositoryIndexException;
import org.luarium.packages.RepositoryInfo;
import org.luarium.packages.RepositoryNotFoundException;
import org.luarium.packages.RepositoryUnavailableException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockOffer;
import org.luarium.packages.RockVersion;
import org.luarium.packages.internal.repository.Offers;
import org.luarium.packages.internal.repository.Repositories;
import org.luarium.packages.spi.Release;

/** What the repositories offer at one moment. A name comes from one repository: the one it is pinned to, or else the first that has it. */
final class Catalog {
    private final Repositories repositories;
    private final Offers offers;
    private final Map<RockName, String> pins;

    /** Where a rock comes from. */
    record Source(String repository, Map<RockVersion, Release> releases) {}

    /**
     * Asks all repositories.
     *
     * @param pins the names of repositories by what may come from no other
     */
    Catalog(Repositories repositories, Map<RockName, String> pins) {
        this.repositories = repositories;
        this.offers = repositories.offers();
        this.pins = pins;
    }

    /**
     * Where a rock comes from. What is pinned to a repository that is gone, or cannot be read, comes from nowhere.
     *
     * @throws RepositoryUnavailableException if one that may have it cannot be read
     */
    Optional<Source> source(RockName name) {
        String pin = pins.get(name);
        return (pin == null ? offers.find(name) : pinned(name, pin)).map(this::source);
    }

    private Optional<RockOffer> pinned(RockName name, String repository) {
        try {
            return offers.find(name, repository);
        } catch (RepositoryNotFoundException | RepositoryUnavailableException | RepositoryIndexException e) {
            return Optional.empty();
        }
    }

    private Source source(RockOffer offer) {
        Map<RockVersion, Release> releases = new HashMap<>();
        offers.releases(offer.name(), offer.repository())
                .forEach(release -> releases.putIfAbsent(release.version(), release));
        return new Source(offer.repository(), releases);
    }

    /** By name. */
    List<AvailableRock> search(String text) {
        List<AvailableRock> found = new ArrayList<>();
        for (RockName name : offers.names()) {
            if (name.text().contains(text)) {
                find(name).ifPresent(found::add);
            }
        }
        return found;
    }

    Optional<AvailableRock> find(RockName name) {
        return offers.find(name).map(offer -> new AvailableRock(name, offer.versions(), offer.repository()));
    }

    InputStream open(Source source, Release release, String artifact) throws IOException {
        return offers.open(source.repository(), release, artifact);
    }

    InputStream fetch(Source source, URI address, long most) throws IOException {
        return repositories.fetch(source.repository(), address, most);
    }

    /** Text; empty, if it is gone. */
    String location(Source source) {
        return repositories
                .find(source.repository())
                .map(RepositoryInfo::location)
                .orElse("");
    }
}
