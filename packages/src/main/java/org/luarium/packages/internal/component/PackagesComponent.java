// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.component;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.luarium.packages.AvailableRock;
import org.luarium.packages.Dependency;
import org.luarium.packages.EnvironmentChange;
import org.luarium.packages.InstallListener;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.PackageManager;
import org.luarium.packages.RockInfo;
import org.luarium.packages.RockName;
import org.luarium.packages.internal.build.Machine;
import org.luarium.packages.internal.install.Home;
import org.luarium.store.Store;
import org.luarium.vm.VmManager;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The packages of a home, with whatever repositories there are. */
@Component(
        service = {PackageManager.class, PackagesComponent.class},
        configurationPid = "org.luarium.packages")
@Designate(ocd = PackagesComponent.Config.class)
public final class PackagesComponent implements PackageManager {
    @ObjectClassDefinition(name = "Luarium packages", description = "How packages with native code are built.")
    @interface Config {
        @AttributeDefinition(
                name = "Folders",
                description = "Absolute folders with include and lib that are searched for headers and libraries before"
                        + " /usr/local and /usr. Builds get a copy of what is in them.")
        String[] folders() default {};
    }

    private final Home home;

    @Activate
    public PackagesComponent(
            @Reference Store store,
            @Reference VmManager vms,
            @Reference EnvironmentsComponent environments,
            @Reference RepositoryManagerComponent repositories,
            Config config) {
        home = new Home(
                store,
                vms,
                environments.shared(),
                repositories,
                Machine.of(Stream.of(config.folders()).map(Path::of).toList()));
    }

    Home home() {
        return home;
    }

    @Override
    public List<AvailableRock> search(String text) {
        return home.packages().search(text);
    }

    @Override
    public Optional<RockInfo> info(RockName name) {
        return home.packages().info(name);
    }

    @Override
    public EnvironmentChange install(String environment, List<Dependency> requests, InstallListener listener) {
        return home.packages().install(environment, requests, listener);
    }

    @Override
    public EnvironmentChange remove(String environment, Collection<RockName> names) {
        return home.packages().remove(environment, names);
    }

    @Override
    public EnvironmentChange update(String environment, Collection<RockName> names, InstallListener listener) {
        return home.packages().update(environment, names, listener);
    }

    @Override
    public List<InstalledRock> list(String environment) {
        return home.packages().list(environment);
    }

    @Override
    public List<InstalledRock> why(String environment, RockName name) {
        return home.packages().why(environment, name);
    }
}
