// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.luarium.core.internal.confine.Sandbox;
import org.luarium.core.internal.confine.Tier;
import org.luarium.core.internal.engine.EngineCatalog;
import org.luarium.core.internal.process.Folders;
import org.luarium.core.internal.process.Keepers;
import org.luarium.core.internal.process.Launchers;
import org.luarium.core.internal.process.LinkKind;
import org.luarium.core.internal.process.ProcessLauncher;
import org.luarium.core.internal.root.RootStore;
import org.luarium.core.internal.vm.BootScript;
import org.luarium.core.internal.vm.HostConfig;
import org.luarium.core.internal.vm.ProcessFactory;
import org.luarium.core.internal.vm.VmHost;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmManager;
import org.luarium.vm.spi.VmCustomizer;

/** Luarium without a container, set up as its component does it. */
public final class Host implements AutoCloseable {
    private static final VmHost.Listener NOBODY = new VmHost.Listener() {
        @Override
        public void created(Vm vm) {}

        @Override
        public void changed(Vm vm) {}

        @Override
        public void closed(Vm vm) {}
    };

    private final Path folder;
    private final VmHost host;
    private final VmManager manager;
    private final ProcessLauncher processes;

    private Host(int pool, String searchPath, List<VmCustomizer> customizers) throws IOException {
        folder = Files.createTempDirectory("luarium-benchmark-host");
        Launchers.Chosen launcher = Launchers.choose(LinkKind.AUTO, folder);
        processes = launcher.launcher();
        Sandbox sandbox = new Sandbox(
                launcher.launcher(),
                launcher.limitsMemory(),
                new RootStore(folder.resolve("roots")),
                folder.resolve("sandbox"),
                Tier.NAMESPACES,
                700_000);
        host = new VmHost(
                HostConfig.defaults().withPoolSize(pool),
                new EngineCatalog(folder.resolve("engines"), searchPath),
                new ProcessFactory(launcher.launcher(), new BootScript(folder), sandbox),
                customizers,
                NOBODY);
        manager = host.manager("benchmark", false);
    }

    /** With the interpreters of this machine. */
    public static Host create(int pool) throws IOException {
        return new Host(pool, searchPath(), List.of());
    }

    /** With somebody who prepares VMs. */
    public static Host with(VmCustomizer customizer) throws IOException {
        return new Host(0, searchPath(), List.of(customizer));
    }

    private static String searchPath() {
        String path = System.getenv("PATH");
        return path == null ? "" : path;
    }

    /** As on a machine that has no Lua. */
    public static Host withoutLua() throws IOException {
        return new Host(0, "", List.of());
    }

    /**
     * Adopts the persistent VMs that are left in a folder, and keeps new ones there, beyond its own end. To be called before any VM is created.
     *
     * @return whether there can be persistent VMs on this machine
     */
    public boolean keep(Path keepers) {
        Optional<Keepers> found = processes.keepers(keepers);
        found.ifPresent(host::adopt);
        return found.isPresent();
    }

    public VmManager manager() {
        return manager;
    }

    /** The interpreter that VMs get which name none. */
    public Path interpreter() {
        return manager.engines().stream()
                .filter(EngineInfo::usable)
                .map(EngineInfo::executable)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow();
    }

    /** What the rows use if they say nothing else. */
    public static VmConfig config(String id) {
        return config(id, Confinement.of(Profile.TRUSTED));
    }

    public static VmConfig config(String id, Confinement confinement) {
        return VmConfig.builder(id).confinement(confinement).build();
    }

    @Override
    public void close() {
        host.close();
        Folders.delete(folder);
    }
}
