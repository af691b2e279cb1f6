// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.component;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.luarium.network.NetworkPolicy;
import org.luarium.network.internal.policy.Resolver;
import org.luarium.network.internal.socket.SocketHost;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.VmConfig;
import org.luarium.vm.spi.VmCustomizer;
import org.luarium.vm.spi.VmPreparation;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Gives networked VMs their sockets. It needs no VMs itself, as these wait for it. */
@Component(
        service = {VmCustomizer.class, NetworkCustomizerComponent.class},
        configurationPid = "org.luarium.network")
@Designate(ocd = NetworkCustomizerComponent.Config.class)
public final class NetworkCustomizerComponent implements VmCustomizer {
    /** The settings of networked VMs. */
    @ObjectClassDefinition(
            name = "Luarium network",
            description =
                    "What networked VMs may do. A rule is a host and a port, such as example.org:443, *.example.org:443,"
                            + " 203.0.113.0/24:8000-8999, loopback:*, private:5432, public:443, *:*, and vm:*, a port of this"
                            + " machine on which a networked VM listens. Names and * reach public addresses only.")
    @interface Config {
        @AttributeDefinition(name = "Connect", description = "Rules for what VMs connect to and send datagrams to.")
        String[] connect() default {"vm:*", "*:*"};

        @AttributeDefinition(
                name = "Bind",
                description = "Rules for the addresses where VMs listen. Port 0 is any that is free.")
        String[] bind() default {"loopback:0", "loopback:1024-65535"};

        @AttributeDefinition(name = "Sockets", description = "How many a VM may have at a time.")
        int sockets() default 1_000;

        @AttributeDefinition(name = "Connections per second", description = "How many a VM may begin.")
        int connections_per_second() default 500;

        @AttributeDefinition(
                name = "Bytes",
                description = "How many a VM may send and receive in the life of its process.")
        long bytes() default 1L << 40;

        @AttributeDefinition(
                name = "Bytes per second",
                description = "How many a VM may send and receive; 0 for no limit.")
        long bytes_per_second() default 0;

        @AttributeDefinition(
                name = "Connect, untrusted",
                description = "As Connect, for VMs with the profile untrusted.")
        String[] untrusted_connect() default {"vm:*"};

        @AttributeDefinition(name = "Bind, untrusted", description = "As Bind, for VMs with the profile untrusted.")
        String[] untrusted_bind() default {"loopback:0", "loopback:1024-65535"};

        @AttributeDefinition(
                name = "Sockets, untrusted",
                description = "As Sockets, for VMs with the profile untrusted.")
        int untrusted_sockets() default 64;

        @AttributeDefinition(
                name = "Connections per second, untrusted",
                description = "As Connections per second, for VMs with the profile untrusted.")
        int untrusted_connections_per_second() default 20;

        @AttributeDefinition(name = "Bytes, untrusted", description = "As Bytes, for VMs with the profile untrusted.")
        long untrusted_bytes() default 1L << 30;

        @AttributeDefinition(
                name = "Bytes per second, untrusted",
                description = "As Bytes per second, for VMs with the profile untrusted.")
        long untrusted_bytes_per_second() default 16L << 20;
    }

    private final SocketHost sockets;

    @Activate
    public NetworkCustomizerComponent(BundleContext context, Config config) {
        sockets = new SocketHost(policy(config), strictPolicy(config), folder(context), Resolver.ofMachine(), null);
    }

    private static NetworkPolicy policy(Config config) {
        return new NetworkPolicy(
                List.of(config.connect()),
                List.of(config.bind()),
                config.sockets(),
                config.connections_per_second(),
                config.bytes(),
                config.bytes_per_second());
    }

    private static NetworkPolicy strictPolicy(Config config) {
        return new NetworkPolicy(
                List.of(config.untrusted_connect()),
                List.of(config.untrusted_bind()),
                config.untrusted_sockets(),
                config.untrusted_connections_per_second(),
                config.untrusted_bytes(),
                config.untrusted_bytes_per_second());
    }

    private static Path folder(BundleContext context) {
        String home = context.getProperty("luarium.home");
        if (home != null) {
            return Path.of(home).toAbsolutePath().resolve("networking");
        }
        File storage = context.getDataFile("networking");
        if (storage == null) {
            throw new IllegalStateException("this container gives bundles no storage; set the property luarium.home");
        }
        return storage.toPath().toAbsolutePath();
    }

    /** The sockets, for the components of this bundle. */
    SocketHost sockets() {
        return sockets;
    }

    @Deactivate
    void close() {
        sockets.close();
    }

    @Override
    public boolean provides(String environment) {
        return false;
    }

    @Override
    public void prepare(VmConfig config, EngineInfo engine, VmPreparation preparation) {
        sockets.prepare(config, preparation);
    }

    @Override
    public void adopt(VmConfig config, EngineInfo engine, VmPreparation preparation) {
        sockets.adopt(config, preparation);
    }
}
