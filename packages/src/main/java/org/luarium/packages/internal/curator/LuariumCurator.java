// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.curator;

import java.util.List;
import java.util.Optional;
import org.luarium.packages.CatalogueEntry;
import org.luarium.packages.Curator;
import org.luarium.packages.Dependency;
import org.luarium.packages.EnvironmentAlreadyExistsException;
import org.luarium.packages.EnvironmentChange;
import org.luarium.packages.HealthReport;
import org.luarium.packages.InstallListener;
import org.luarium.packages.PackageProfile;
import org.luarium.packages.ProfileAvailability;
import org.luarium.packages.ProfileInstallation;
import org.luarium.packages.ProfileUnavailableException;
import org.luarium.packages.Recommendation;
import org.luarium.packages.RockAvailability;
import org.luarium.packages.RockName;
import org.luarium.packages.internal.environment.EnvironmentName;
import org.luarium.packages.internal.install.Home;

/** The curator of a home. */
public final class LuariumCurator implements Curator, AutoCloseable {
    private final Home home;
    private final Catalogues catalogues;
    private final Availability availability;
    private final Health.Patience patience;
    private final Bounded bounded = new Bounded();

    public LuariumCurator(Home home, Catalogues catalogues) {
        this(home, catalogues, Health.Patience.USUAL);
    }

    LuariumCurator(Home home, Catalogues catalogues, Health.Patience patience) {
        this.home = home;
        this.catalogues = catalogues;
        this.availability = new Availability(home, catalogues);
        this.patience = patience;
    }

    @Override
    public List<CatalogueEntry> catalogue() {
        return catalogues.rocks();
    }

    @Override
    public Optional<CatalogueEntry> find(RockName name) {
        return catalogues.rock(name);
    }

    @Override
    public List<PackageProfile> profiles() {
        return catalogues.profiles();
    }

    @Override
    public Optional<PackageProfile> findProfile(String name) {
        return catalogues.profile(name);
    }

    @Override
    public ProfileAvailability availability(String profile, String dialect) {
        return availability.of(profile(profile), home.environments().dialect(dialect));
    }

    @Override
    public ProfileInstallation bootstrap(String environment, String profile, String dialect, InstallListener listener) {
        return bootstrap(environment, profile, dialect, listener, false);
    }

    @Override
    public ProfileInstallation bootstrapAvailable(
            String environment, String profile, String dialect, InstallListener listener) {
        return bootstrap(environment, profile, dialect, listener, true);
    }

    private ProfileInstallation bootstrap(
            String environment, String profile, String dialect, InstallListener listener, boolean partial) {
        if (home.own().find(EnvironmentName.check(environment)).isPresent()) {
            throw new EnvironmentAlreadyExistsException(environment);
        }
        ProfileAvailability found = availability(profile, dialect);
        List<Dependency> requests = found.rocks().stream()
                .filter(RockAvailability::available)
                .map(RockAvailability::request)
                .toList();
        boolean nothing = requests.isEmpty() && !found.rocks().isEmpty();
        if (partial ? nothing || !found.conflict().isEmpty() : !found.complete()) {
            throw new ProfileUnavailableException(found);
        }
        String note = (partial ? "available part of profile " : "profile ")
                + found.profile().name();
        EnvironmentChange made = home.environments().create(environment, found.dialect(), requests, note, listener);
        return new ProfileInstallation(made.environment(), found, made.fallbacks());
    }

    @Override
    public List<Recommendation> recommend(String environment) {
        return recommendations(environment).general();
    }

    @Override
    public List<Recommendation> recommendForNetworking(String environment) {
        return recommendations(environment).networking();
    }

    private Recommendations recommendations(String environment) {
        return new Recommendations(
                catalogues,
                home.repositories().offers(),
                home.own().get(environment).rocks());
    }

    @Override
    public HealthReport health(String environment) {
        return new Health(home, catalogues, bounded, patience, EnvironmentName.check(environment)).examine();
    }

    @Override
    public void close() {
        bounded.close();
    }
}
