// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.component;

import java.util.List;
import java.util.Optional;
import org.luarium.packages.CatalogueEntry;
import org.luarium.packages.Curator;
import org.luarium.packages.HealthReport;
import org.luarium.packages.InstallListener;
import org.luarium.packages.PackageProfile;
import org.luarium.packages.ProfileAvailability;
import org.luarium.packages.ProfileInstallation;
import org.luarium.packages.Recommendation;
import org.luarium.packages.RockName;
import org.luarium.packages.internal.curator.LuariumCurator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The curator of a home. */
@Component(service = Curator.class)
public final class CuratorComponent implements Curator {
    private final LuariumCurator curator;

    @Activate
    public CuratorComponent(@Reference PackagesComponent packages, @Reference CataloguesComponent catalogues) {
        curator = new LuariumCurator(packages.home(), catalogues);
    }

    @Deactivate
    void close() {
        curator.close();
    }

    @Override
    public List<CatalogueEntry> catalogue() {
        return curator.catalogue();
    }

    @Override
    public Optional<CatalogueEntry> find(RockName name) {
        return curator.find(name);
    }

    @Override
    public List<PackageProfile> profiles() {
        return curator.profiles();
    }

    @Override
    public Optional<PackageProfile> findProfile(String name) {
        return curator.findProfile(name);
    }

    @Override
    public ProfileAvailability availability(String profile, String dialect) {
        return curator.availability(profile, dialect);
    }

    @Override
    public ProfileInstallation bootstrap(String environment, String profile, String dialect, InstallListener listener) {
        return curator.bootstrap(environment, profile, dialect, listener);
    }

    @Override
    public ProfileInstallation bootstrapAvailable(
            String environment, String profile, String dialect, InstallListener listener) {
        return curator.bootstrapAvailable(environment, profile, dialect, listener);
    }

    @Override
    public List<Recommendation> recommend(String environment) {
        return curator.recommend(environment);
    }

    @Override
    public List<Recommendation> recommendForNetworking(String environment) {
        return curator.recommendForNetworking(environment);
    }

    @Override
    public HealthReport health(String environment) {
        return curator.health(environment);
    }
}
