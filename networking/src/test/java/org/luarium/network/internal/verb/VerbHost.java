// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.verb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
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
import org.luarium.network.NetworkPolicy;
import org.luarium.network.internal.component.HostTaskSockets;
import org.luarium.network.internal.policy.Resolver;
import org.luarium.network.internal.socket.SocketHost;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmScope;
import org.luarium.vm.spi.VmCustomizer;
import org.luarium.vm.spi.VmPreparation;

/** Tasks in real VMs, without a container. They may reach all of this machine. */
final class VerbHost implements AutoCloseable {
    private static final NetworkPolicy POLICY = new NetworkPolicy(
            List.of("vm:*", "loopback:*"), List.of("loopback:0", "loopback:1024-65535"), 1_000, 500, 1L << 30, 0);

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
    final SocketHost sockets;
    final VmScope vms;
    final Tasks tasks;

    VerbHost() throws IOException {
        folder = Files.createTempDirectory("luarium-test");
        FifoLauncher launcher = new FifoLauncher(Folders.createPrivate(folder.resolve("fifo")));
        Sandbox sandbox = new Sandbox(
                launcher,
                true,
                new RootStore(folder.resolve("roots")),
                folder.resolve("sandbox"),
                Tier.NAMESPACES,
                700_000);
        sockets = new SocketHost(POLICY, POLICY, folder.resolve("networking"), Resolver.ofMachine(), null);
        host = new VmHost(
                HostConfig.defaults(),
                new EngineCatalog(folder.resolve("engines"), System.getenv("PATH")),
                new ProcessFactory(launcher, new BootScript(folder), sandbox),
                List.of(customizer()),
                NOBODY);
        vms = host.manager("test", false);
        tasks = new Tasks(vms, new HostTaskSockets(sockets), Clock.systemUTC());
        sockets.addListener(tasks::listens);
    }

    private VmCustomizer customizer() {
        return new VmCustomizer() {
            @Override
            public boolean provides(String environment) {
                return false;
            }

            @Override
            public void prepare(VmConfig config, EngineInfo engine, VmPreparation preparation) {
                sockets.prepare(config, preparation);
            }
        };
    }

    Vm vm(String id, String engine) {
        return vms.create(VmConfig.builder(id).networked(true).engine(engine).build());
    }

    @Override
    public void close() {
        tasks.close();
        host.close();
        sockets.close();
        Folders.delete(folder);
    }
}
