// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import java.util.function.Supplier;
import org.luarium.packages.PackageManager;
import org.luarium.packages.internal.build.Machine;
import org.luarium.packages.internal.environment.Environments;
import org.luarium.packages.internal.environment.ModuleCheck;
import org.luarium.packages.internal.repository.Repositories;
import org.luarium.packages.internal.rockspec.Rockspecs;
import org.luarium.store.Store;
import org.luarium.vm.VmManager;

/** Everything that belongs to the environments of one folder. */
public final class Home {
    private final Store store;
    private final VmManager vms;
    private final Environments own;
    private final Repositories repositories;
    private final Machine machine;
    private final ModuleCheck modules;
    private final Installer installer;
    private final PackageManager packages;
    private final ManagedEnvironments environments;

    /**
     * Puts it together.
     *
     * @param own the environments, of which a process has no second instance for one folder
     * @param repositories asked for each operation
     * @param machine what rocks are built with
     */
    public Home(Store store, VmManager vms, Environments own, Repositories repositories, Machine machine) {
        Rockspecs rockspecs = new Rockspecs(vms);
        this.store = store;
        this.vms = vms;
        this.own = own;
        this.repositories = repositories;
        this.machine = machine;
        modules = new ModuleCheck(store, vms);
        installer = new Installer(store, own, rockspecs, modules, repositories, machine);
        Supplier<String> dialect = () -> dialect(vms);
        packages = new Packages(store, own, rockspecs, installer, dialect);
        environments = new ManagedEnvironments(own, installer, modules, dialect);
    }

    public PackageManager packages() {
        return packages;
    }

    public ManagedEnvironments environments() {
        return environments;
    }

    /** What would be chosen for a new environment; to be closed. */
    public Trial trial(String dialect) {
        return installer.trial(dialect);
    }

    public Store store() {
        return store;
    }

    public VmManager vms() {
        return vms;
    }

    /** What rocks are built with. */
    public Machine machine() {
        return machine;
    }

    /** The environments without what changes them. */
    public Environments own() {
        return own;
    }

    public ModuleCheck modules() {
        return modules;
    }

    public Repositories repositories() {
        return repositories;
    }

    private static String dialect(VmManager vms) {
        return vms.engine("").dialect();
    }
}
