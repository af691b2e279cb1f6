// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.verb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.luarium.core.internal.process.Folders;
import org.luarium.network.NetworkPolicy;
import org.luarium.network.internal.TestVms;
import org.luarium.network.internal.component.HostTaskSockets;
import org.luarium.network.internal.policy.Resolver;
import org.luarium.network.internal.socket.SocketHost;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmScope;

/** Tasks in real VMs, without a container. They may reach all of this machine. */
final class VerbHost implements AutoCloseable {
    private static final NetworkPolicy POLICY = new NetworkPolicy(
            List.of("vm:*", "loopback:*"), List.of("loopback:0", "loopback:1024-65535"), 1_000, 500, 1L << 30, 0);

    private final Path folder;
    private final TestVms host;
    final SocketHost sockets;
    final VmScope vms;
    final Tasks tasks;

    VerbHost() throws IOException {
        folder = Files.createTempDirectory("luarium-test");
        sockets = new SocketHost(POLICY, POLICY, folder.resolve("networking"), Resolver.ofMachine(), null);
        host = new TestVms(folder, sockets::prepare);
        vms = host.manager();
        tasks = new Tasks(vms, new HostTaskSockets(sockets), Clock.systemUTC());
        sockets.addListener(tasks::listens);
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
