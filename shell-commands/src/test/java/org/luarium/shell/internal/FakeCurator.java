// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.luarium.packages.CatalogueEntry;
import org.luarium.packages.Curator;
import org.luarium.packages.Dependency;
import org.luarium.packages.HealthCheck;
import org.luarium.packages.HealthReport;
import org.luarium.packages.InstallEvent;
import org.luarium.packages.InstallListener;
import org.luarium.packages.PackageProfile;
import org.luarium.packages.ProfileAvailability;
import org.luarium.packages.ProfileInstallation;
import org.luarium.packages.ProfileUnavailableException;
import org.luarium.packages.Recommendation;
import org.luarium.packages.RockAvailability;
import org.luarium.packages.RockName;
import org.luarium.packages.RockOrigin;
import org.luarium.packages.RockVersion;

/** A curator of the packages of {@link FakePackages}, and of one, {@code gamma}, that nobody has. */
final class FakeCurator implements Curator {
    /** Who heard of installations. */
    final List<InstallListener> listeners = new ArrayList<>();

    private static final RockOrigin LABORATORY = new RockOrigin("the laboratory", "ask there");
    private static final CatalogueEntry ALPHA = entry("alpha", 9, Optional.empty());
    private static final CatalogueEntry GAMMA = entry("gamma", 7, Optional.of(LABORATORY));

    private final FakeEnvironments environments;

    FakeCurator(FakeEnvironments environments) {
        this.environments = environments;
    }

    private static CatalogueEntry entry(String name, int priority, Optional<RockOrigin> origin) {
        return new CatalogueEntry(
                new RockName(name),
                List.of(name + ".main", name + ".more"),
                priority > 8 ? "data" : "network",
                priority,
                "Does " + name + FakePackages.HOSTILE,
                origin,
                "luarium");
    }

    @Override
    public List<CatalogueEntry> catalogue() {
        return List.of(ALPHA, GAMMA);
    }

    @Override
    public Optional<CatalogueEntry> find(RockName name) {
        return catalogue().stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    @Override
    public List<PackageProfile> profiles() {
        return List.of(
                new PackageProfile(
                        "tools", "Tools", "general", List.of(Dependency.of("alpha >= 1")), true, true, "luarium"),
                new PackageProfile(
                        "whole",
                        "All",
                        "laboratory",
                        List.of(Dependency.of("alpha"), Dependency.of("gamma")),
                        false,
                        false,
                        "mine"));
    }

    @Override
    public Optional<PackageProfile> findProfile(String name) {
        return profiles().stream()
                .filter(profile -> profile.name().equals(name))
                .findFirst();
    }

    @Override
    public ProfileAvailability availability(String profile, String dialect) {
        PackageProfile found = profile(profile);
        return new ProfileAvailability(
                found,
                dialect.isEmpty() ? "5.4" : dialect,
                found.rocks().stream().map(FakeCurator::available).toList(),
                "");
    }

    private static RockAvailability available(Dependency request) {
        return request.name().text().equals("gamma")
                ? new RockAvailability(
                        request, Optional.empty(), Optional.empty(), "no repository has it", Optional.of(LABORATORY))
                : new RockAvailability(
                        request, Optional.of(RockVersion.of("1.2-1")), Optional.of("rocks"), "", Optional.empty());
    }

    @Override
    public ProfileInstallation bootstrap(String environment, String profile, String dialect, InstallListener listener) {
        ProfileAvailability found = availability(profile, dialect);
        if (!found.complete()) {
            throw new ProfileUnavailableException(found);
        }
        return bootstrapAvailable(environment, profile, dialect, listener);
    }

    @Override
    public ProfileInstallation bootstrapAvailable(
            String environment, String profile, String dialect, InstallListener listener) {
        ProfileAvailability found = availability(profile, dialect);
        listeners.add(listener);
        listener.happened(new InstallEvent(InstallEvent.Kind.RESOLVED, environment, 1, 2));
        var unused = environments.create(environment, found.dialect());
        return new ProfileInstallation(
                environments.put(
                        environment,
                        found.profile().rocks(),
                        List.of(
                                FakePackages.rock(FakePackages.ALPHA, "1.2-1", true),
                                FakePackages.rock(FakePackages.BETA, "1.2-1", false)),
                        "profile"),
                found,
                List.of());
    }

    @Override
    public List<Recommendation> recommend(String environment) {
        environments.get(environment);
        return List.of(
                new Recommendation(ALPHA, "it matters", Optional.of("rocks")),
                new Recommendation(GAMMA, "it matters less", Optional.empty()));
    }

    @Override
    public List<Recommendation> recommendForNetworking(String environment) {
        return recommend(environment).subList(1, 2);
    }

    @Override
    public HealthReport health(String environment) {
        return new HealthReport(
                environment,
                List.of(
                        new HealthCheck("interpreter", HealthCheck.Status.OK, 20, 20, "Lua 5.4", ""),
                        new HealthCheck(
                                "environment",
                                HealthCheck.Status.FAILED,
                                20,
                                0,
                                "gone" + FakePackages.HOSTILE,
                                "make it"),
                        new HealthCheck("modules", HealthCheck.Status.UNKNOWN, 10, 0, "nothing to load", "see above")));
    }
}
