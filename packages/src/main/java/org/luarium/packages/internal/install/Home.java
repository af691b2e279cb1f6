// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import java.util.List;
import java.util.function.Supplier;
import org.luarium.packages.EnvironmentManager;
import org.luarium.packages.PackageManager;
import org.luarium.packages.internal.build.Machine;
import org.luarium.packages.internal.environment.Environments;
import org.luarium.packages.internal.environment.ModuleCheck;
import org.luarium.packages.internal.repository.Repositories;
import org.luarium.packages.internal.rockspec.Rockspecs;
import org.luarium.store.Store;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.LuaNotFoundException;
import org.luarium.vm.VmManager;

/** Everything that belongs to the environments of one folder. */
public final class Home {
    private final PackageManager packages;
    private final EnvironmentManager environments;

    /**
     * Puts it together.
     *
     * @param own the environments, of which a process has no second instance for one folder
     * @param repositories asked for each operation
     * @param machine what rocks are built with
     */
    public Home(Store store, VmManager vms, Environments own, Repositories repositories, Machine machine) {
        Rockspecs rockspecs = new Rockspecs(vms);
        Installer installer = new Installer(store, own, rockspecs, new ModuleCheck(store, vms), repositories, machine);
        Supplier<String> dialect = () -> dialect(vms);
        packages = new Packages(store, own, rockspecs, installer, dialect);
        environments = new ManagedEnvironments(own, installer, dialect);
    }

    public PackageManager packages() {
        return packages;
    }

    public EnvironmentManager environments() {
        return environments;
    }

    private static String dialect(VmManager vms) {
        List<EngineInfo> engines = vms.engines();
        return engines.stream()
                .filter(EngineInfo::usable)
                .map(EngineInfo::dialect)
                .findFirst()
                .orElseThrow(() -> new LuaNotFoundException("there is no Lua to make an environment for", engines));
    }
}
