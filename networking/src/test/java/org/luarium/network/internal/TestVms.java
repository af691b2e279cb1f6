// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import org.luarium.core.internal.confine.Sandbox;
import org.luarium.core.internal.confine.Tier;
import org.luarium.core.internal.engine.EngineCatalog;
import org.luarium.core.internal.process.FifoLauncher;
import org.luarium.core.internal.process.Folders;
import org.luarium.core.internal.root.RootStore;
import org.luarium.core.internal.vm.BootScript;
import org.luarium.core.internal.vm.HostConfig;
import org.luarium.core.internal.vm.ProcessFactory;
import org.luarium.core.internal.vm.VmHost;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmScope;
import org.luarium.vm.spi.VmCustomizer;
import org.luarium.vm.spi.VmPreparation;

/** Real VMs, without a container. */
public final class TestVms implements AutoCloseable {
    private static final VmHost.Listener NOBODY = new VmHost.Listener() {
        @Override
        public void created(Vm vm) {}

        @Override
        public void changed(Vm vm) {}

        @Override
        public void closed(Vm vm) {}
    };

    private final VmHost host;
    private final VmScope manager;

    /**
     * Creates a host of VMs.
     *
     * @param folder where it has its files; others remove it
     * @param prepare gives each VM what it needs
     */
    public TestVms(Path folder, BiConsumer<VmConfig, VmPreparation> prepare) throws IOException {
        FifoLauncher launcher = new FifoLauncher(Folders.createPrivate(folder.resolve("fifo")));
        Sandbox sandbox = new Sandbox(
                launcher,
                true,
                new RootStore(folder.resolve("roots")),
                folder.resolve("sandbox"),
                Tier.NAMESPACES,
                700_000);
        host = new VmHost(
                HostConfig.defaults(),
                new EngineCatalog(folder.resolve("engines"), System.getenv("PATH")),
                new ProcessFactory(launcher, new BootScript(folder), sandbox),
                List.of(customizer(prepare)),
                NOBODY);
        manager = host.manager("test", false);
    }

    private static VmCustomizer customizer(BiConsumer<VmConfig, VmPreparation> prepare) {
        return new VmCustomizer() {
            @Override
            public boolean provides(String environment) {
                return false;
            }

            @Override
            public void prepare(VmConfig config, EngineInfo engine, VmPreparation preparation) {
                prepare.accept(config, preparation);
            }
        };
    }

    /** Who creates them. */
    public VmScope manager() {
        return manager;
    }

    @Override
    public void close() {
        host.close();
    }
}
