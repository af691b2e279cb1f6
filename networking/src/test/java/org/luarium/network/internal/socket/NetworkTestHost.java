// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
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
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.network.NetworkPolicy;
import org.luarium.network.internal.policy.Resolver;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmScope;
import org.luarium.vm.spi.VmCustomizer;
import org.luarium.vm.spi.VmPreparation;

/** A host of real networked VMs, without a container. */
final class NetworkTestHost implements AutoCloseable {
    static final NetworkPolicy STANDARD = new NetworkPolicy(
            List.of("vm:*", "*:*"), List.of("loopback:0", "loopback:1024-65535"), 1_000, 500, 1L << 40, 0);
    static final NetworkPolicy STRICT =
            new NetworkPolicy(List.of("vm:*"), List.of("loopback:0", "loopback:1024-65535"), 8, 5, 1L << 30, 16L << 20);

    /** With everything of this machine that listens. */
    static final NetworkPolicy LOCAL =
            new NetworkPolicy(List.of("vm:*", "loopback:*", "*:*"), STANDARD.bind(), 1_000, 500, 1L << 40, 0);

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
    private final FifoLauncher launcher;
    final SocketHost sockets;
    final VmScope vms;

    NetworkTestHost(NetworkPolicy policy) throws IOException {
        this(policy, Resolver.ofMachine(), null);
    }

    NetworkTestHost(NetworkPolicy policy, Resolver resolver, @Nullable SSLContext tls) throws IOException {
        folder = Files.createTempDirectory("luarium-test");
        launcher = new FifoLauncher(Folders.createPrivate(folder.resolve("fifo")));
        Sandbox sandbox = new Sandbox(
                launcher,
                true,
                new RootStore(folder.resolve("roots")),
                folder.resolve("sandbox"),
                Tier.NAMESPACES,
                700_000);
        sockets = new SocketHost(policy, STRICT, folder.resolve("networking"), resolver, tls);
        host = new VmHost(
                HostConfig.defaults(),
                new EngineCatalog(folder.resolve("engines"), System.getenv("PATH")),
                new ProcessFactory(launcher, new BootScript(folder), sandbox),
                List.of(customizer()),
                NOBODY);
        vms = host.manager("test", false);
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

    Vm vm(String id) {
        return vm(id, "5.4", Profile.STANDARD);
    }

    Vm vm(String id, String engine, Profile profile) {
        return vm(id, config -> config.engine(engine).confinement(Confinement.of(profile)));
    }

    Vm vm(String id, UnaryOperator<VmConfig.Builder> change) {
        return vms.create(change.apply(VmConfig.builder(id).networked(true)).build());
    }

    @Override
    public void close() {
        host.close();
        sockets.close();
        Folders.delete(folder);
    }
}
