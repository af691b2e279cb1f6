// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.curator;

import java.util.List;
import java.util.Optional;
import org.luarium.packages.CatalogueEntry;
import org.luarium.packages.Dependency;
import org.luarium.packages.PackageProfile;
import org.luarium.packages.PackagesException;
import org.luarium.packages.ProfileAvailability;
import org.luarium.packages.RockAvailability;
import org.luarium.packages.RockOrigin;
import org.luarium.packages.UnresolvableException;
import org.luarium.packages.internal.install.Home;
import org.luarium.packages.internal.install.Trial;

/** Finds out which rocks of a profile can be installed. */
final class Availability {
    private static final String NOWHERE = "in no repository";
    private static final String UNKNOWN = "in no repository, and the catalogue knows nobody who has it";

    private final Home home;
    private final Catalogues catalogues;

    Availability(Home home, Catalogues catalogues) {
        this.home = home;
        this.catalogues = catalogues;
    }

    ProfileAvailability of(PackageProfile profile, String dialect) {
        try (Trial trial = home.trial(dialect)) {
            List<RockAvailability> rocks =
                    profile.rocks().stream().map(rock -> of(rock, trial)).toList();
            List<Dependency> available = rocks.stream()
                    .filter(RockAvailability::available)
                    .map(RockAvailability::request)
                    .toList();
            return new ProfileAvailability(profile, dialect, rocks, conflict(available, trial));
        }
    }

    private RockAvailability of(Dependency request, Trial trial) {
        Optional<String> repository = Optional.empty();
        try {
            repository = trial.repository(request.name());
            if (repository.isEmpty()) {
                Optional<RockOrigin> origin = origin(request);
                return missing(request, repository, origin.isPresent() ? NOWHERE : UNKNOWN, origin);
            }
            return new RockAvailability(
                    request,
                    Optional.ofNullable(trial.resolve(List.of(request)).get(request.name())),
                    repository,
                    "",
                    Optional.empty());
        } catch (PackagesException e) {
            return missing(request, repository, text(e), Optional.empty());
        }
    }

    private static RockAvailability missing(
            Dependency request, Optional<String> repository, String problem, Optional<RockOrigin> origin) {
        return new RockAvailability(request, Optional.empty(), repository, problem, origin);
    }

    private Optional<RockOrigin> origin(Dependency request) {
        return catalogues.rock(request.name()).flatMap(CatalogueEntry::origin);
    }

    private static String conflict(List<Dependency> requests, Trial trial) {
        if (requests.size() < 2) {
            return "";
        }
        try {
            var unused = trial.resolve(requests);
            return "";
        } catch (PackagesException e) {
            return text(e);
        }
    }

    private static String text(PackagesException e) {
        return e instanceof UnresolvableException known
                ? String.join("; ", known.explanation())
                : String.valueOf(e.getMessage());
    }
}
