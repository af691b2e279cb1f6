// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.luarium.core.internal.confine.Sandbox;
import org.luarium.core.internal.confine.Tier;
import org.luarium.core.internal.engine.EngineCatalog;
import org.luarium.core.internal.process.FifoLauncher;
import org.luarium.core.internal.process.Folders;
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
import org.luarium.vm.VmScope;
import org.luarium.vm.spi.VmCustomizer;
import org.luarium.vm.spi.VmPreparation;

/** Real VMs that send messages. */
final class NetworkedHost implements AutoCloseable {
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
    private final VmScope manager;
    private final MessageHost messages;

    NetworkedHost() throws IOException {
        this(MessageLimits.defaults());
    }

    NetworkedHost(MessageLimits limits) throws IOException {
        folder = Files.createTempDirectory("luarium-messages");
        messages = new MessageHost(limits);
        ProcessLauncher launcher = new FifoLauncher(Folders.createPrivate(folder.resolve("fifo")));
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
                List.of(new VmCustomizer() {
                    @Override
                    public boolean provides(String environment) {
                        return false;
                    }

                    @Override
                    public void prepare(VmConfig config, EngineInfo engine, VmPreparation preparation) {
                        messages.prepare(config, preparation);
                    }
                }),
                NOBODY);
        manager = host.manager("test", false);
    }

    MessageHost messages() {
        return messages;
    }

    VmScope manager() {
        return manager;
    }

    /** A networked VM. */
    Vm create(String id) {
        return create(id, builder -> builder);
    }

    Vm create(String id, UnaryOperator<VmConfig.Builder> more) {
        return manager.create(
                more.apply(VmConfig.builder(id).networked(true).confinement(Confinement.of(Profile.TRUSTED)))
                        .build());
    }

    @Override
    public void close() {
        host.close();
        messages.close();
        Folders.delete(folder);
    }
}
