// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.luarium.packages.AvailableRock;
import org.luarium.packages.Dependency;
import org.luarium.packages.EnvironmentChange;
import org.luarium.packages.InstallListener;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.PackageManager;
import org.luarium.packages.RockInfo;
import org.luarium.packages.RockName;
import org.luarium.packages.RockNotInstalledException;
import org.luarium.packages.RockVersion;
import org.luarium.packages.SourceFallback;
import org.luarium.packages.UnresolvableException;
import org.luarium.store.Hash;
import org.luarium.store.Ref;

/** Packages without files: {@code alpha}, which needs {@code beta}, and {@code beta}, in the environments of {@link FakeEnvironments}. */
public final class FakePackages implements PackageManager {
    static final RockName ALPHA = new RockName("alpha");
    static final RockName BETA = new RockName("beta");
    static final Dependency NEED = Dependency.of("beta >= 1.0");
    static final String HOSTILE = "\u001b[2J\u009b";

    final FakeEnvironments environments = new FakeEnvironments();
    final List<String> done = new ArrayList<>();
    Runnable beforeInstall = () -> {};

    static InstalledRock rock(RockName name, String version, boolean requested) {
        String digit = name.equals(ALPHA) ? "a" : "b";
        return new InstalledRock(
                name,
                RockVersion.of(version),
                "rocks",
                new TreeMap<>(Map.of("rockspec", digit.repeat(64))),
                new Hash(digit.repeat(64)),
                (Ref.RRef) Ref.parse("rref:" + digit.repeat(32) + "-" + digit.repeat(32) + "-" + name),
                name.equals(ALPHA) ? List.of(NEED) : List.of(),
                List.of(name.text(), name + ".more"),
                requested);
    }

    private static AvailableRock available(RockName name) {
        return new AvailableRock(name, List.of(RockVersion.of("1.2-1"), RockVersion.of("1.0-1")), "rocks");
    }

    @Override
    public List<AvailableRock> search(String text) {
        done.add("search " + text);
        return List.of(ALPHA, BETA).stream()
                .filter(name -> name.text().contains(text))
                .map(FakePackages::available)
                .toList();
    }

    @Override
    public Optional<RockInfo> info(RockName name) {
        return Optional.of(name)
                .filter(ALPHA::equals)
                .map(known -> new RockInfo(
                        available(known),
                        RockVersion.of("1.2-1"),
                        "first" + HOSTILE,
                        "  Tells\n  more." + HOSTILE + "\r\n",
                        "https://example.org/" + HOSTILE,
                        "",
                        List.of(NEED)));
    }

    /** What installations say of them. */
    List<SourceFallback> fallbacks = List.of();

    @Override
    public EnvironmentChange install(String environment, List<Dependency> requests, InstallListener listener) {
        done.add("install " + environment + " " + requests);
        beforeInstall.run();
        if (requests.stream().anyMatch(request -> request.name().text().equals("gamma"))) {
            throw new UnresolvableException(requests, List.of("no repository has gamma"));
        }
        List<InstalledRock> removed = environments.rocks(environment);
        List<InstalledRock> added = List.of(rock(ALPHA, "1.2-1", true), rock(BETA, "1.2-1", false));
        return new EnvironmentChange(
                environments.put(environment, requests, added, "install"), added, removed, fallbacks);
    }

    @Override
    public EnvironmentChange remove(String environment, Collection<RockName> names) {
        done.add("remove " + environment + " " + names);
        names.forEach(name -> installed(environment, name));
        List<InstalledRock> removed = environments.get(environment).rocks();
        return new EnvironmentChange(
                environments.put(environment, List.of(), List.of(), "remove"), List.of(), removed, List.of());
    }

    @Override
    public EnvironmentChange update(String environment, Collection<RockName> names, InstallListener listener) {
        done.add("update " + environment + " " + names);
        return new EnvironmentChange(environments.get(environment), List.of(), List.of(), List.of());
    }

    @Override
    public List<InstalledRock> list(String environment) {
        return environments.get(environment).rocks();
    }

    @Override
    public List<InstalledRock> why(String environment, RockName name) {
        InstalledRock rock = installed(environment, name);
        return rock.requested() ? List.of(rock) : List.of(installed(environment, ALPHA), rock);
    }

    private InstalledRock installed(String environment, RockName name) {
        return list(environment).stream()
                .filter(rock -> rock.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new RockNotInstalledException(environment, name));
    }
}
