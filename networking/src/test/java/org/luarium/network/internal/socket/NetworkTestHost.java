// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.process.Folders;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.network.NetworkPolicy;
import org.luarium.network.internal.TestVms;
import org.luarium.network.internal.policy.Resolver;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmScope;

/** A host of real networked VMs, without a container. */
final class NetworkTestHost implements AutoCloseable {
    static final NetworkPolicy STANDARD = new NetworkPolicy(
            List.of("vm:*", "*:*"), List.of("loopback:0", "loopback:1024-65535"), 1_000, 500, 1L << 40, 0);
    static final NetworkPolicy STRICT =
            new NetworkPolicy(List.of("vm:*"), List.of("loopback:0", "loopback:1024-65535"), 8, 5, 1L << 30, 16L << 20);

    /** With everything of this machine that listens. */
    static final NetworkPolicy LOCAL =
            new NetworkPolicy(List.of("vm:*", "loopback:*", "*:*"), STANDARD.bind(), 1_000, 500, 1L << 40, 0);

    private final Path folder;
    private final TestVms host;
    final SocketHost sockets;
    final VmScope vms;

    NetworkTestHost(NetworkPolicy policy) throws IOException {
        this(policy, Resolver.ofMachine(), null);
    }

    NetworkTestHost(NetworkPolicy policy, Resolver resolver, @Nullable SSLContext tls) throws IOException {
        folder = Files.createTempDirectory("luarium-test");
        sockets = new SocketHost(policy, STRICT, folder.resolve("networking"), resolver, tls);
        host = new TestVms(folder, sockets::prepare);
        vms = host.manager();
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
