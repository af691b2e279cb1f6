// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.luarium.network.ClientOptions;
import org.luarium.network.ClusterOptions;
import org.luarium.network.HeartbeatOptions;
import org.luarium.network.NetworkTask;
import org.luarium.network.NetworkTaskInfo;
import org.luarium.network.PeerOptions;
import org.luarium.network.PeerOptions.Peer;
import org.luarium.network.ServerOptions;
import org.luarium.network.VmNetwork;
import org.luarium.shell.internal.console.CommandConsole;
import org.luarium.shell.internal.syntax.Arguments;
import org.luarium.shell.internal.syntax.Glob;
import org.luarium.shell.internal.syntax.Quantities;
import org.luarium.shell.internal.syntax.Syntax;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.shell.internal.view.Listing;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmInfo;
import org.luarium.vm.VmManager;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Those commands of scope {@code network} that start servers, clients and peers, which end with this bundle. */
@Component(
        service = NetworkTaskCommands.class,
        immediate = true,
        property = {
            "osgi.command.scope=network",
            "osgi.command.function=server",
            "osgi.command.function=client",
            "osgi.command.function=peer",
            "osgi.command.function=cluster",
            "osgi.command.function=echo",
            "osgi.command.function=heartbeat",
            "osgi.command.function=get",
            "osgi.command.function=tasks",
            "osgi.command.function=output",
            "osgi.command.function=stop"
        })
public final class NetworkTaskCommands {
    private static final String WORDS = "as above";
    private static final int HIGHEST_PORT = 65_535;
    private static final int MOST_HEARTBEATS = 1_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final VmManager vms;
    private final KeptService<VmNetwork> network;

    /** Commands act on the VMs of this JVM, not on those that remote services brought in. */
    @Activate
    public NetworkTaskCommands(
            @Reference(target = "(!(service.imported=*))") VmManager vms,
            @Reference(target = "(!(service.imported=*))") ComponentServiceObjects<VmNetwork> networks) {
        this.vms = vms;
        network = new KeptService<>("VmNetwork", networks);
    }

    NetworkTaskCommands(VmManager vms, VmNetwork network) {
        this.vms = vms;
        this.network = new KeptService<>(network);
    }

    /** Lets go of the network, and so ends what these commands have started. */
    @Deactivate
    public void deactivate() {
        network.close();
    }

    @Descriptor(NetworkUsage.SERVER)
    public @Nullable Object server(@Descriptor(WORDS) String... words) {
        return Command.run(
                NetworkUsage.SERVER,
                words,
                (arguments, console) -> listening(network.get()::startServer, arguments, console));
    }

    @Descriptor(NetworkUsage.ECHO)
    public @Nullable Object echo(@Descriptor(WORDS) String... words) {
        return Command.run(
                NetworkUsage.ECHO,
                words,
                (arguments, console) -> listening(network.get()::startEchoServer, arguments, console));
    }

    private static @Nullable Object listening(
            BiFunction<String, ServerOptions, NetworkTask> starter, Arguments arguments, CommandConsole console) {
        ServerOptions usual = ServerOptions.on(port(arguments.value("PORT")));
        ServerOptions options =
                new ServerOptions(usual.port(), arguments.duration("--timeout").orElse(usual.patience()));
        return TaskRunner.started(starter.apply(id(arguments), options), arguments, console);
    }

    @Descriptor(NetworkUsage.CLIENT)
    public @Nullable Object client(@Descriptor(WORDS) String... words) {
        return Command.run(NetworkUsage.CLIENT, words, (arguments, console) -> {
            ClientOptions usual = ClientOptions.of(
                    arguments.value("HOST"), port(arguments.value("PORT")), arguments.value("MESSAGE"));
            Duration patience = arguments.duration("--timeout").orElse(usual.patience());
            ClientOptions options = new ClientOptions(usual.host(), usual.port(), usual.message(), patience);
            return TaskRunner.run(network.get().startClient(id(arguments), options), arguments, console);
        });
    }

    @Descriptor(NetworkUsage.PEER)
    public @Nullable Object peer(@Descriptor(WORDS) String... words) {
        return Command.run(NetworkUsage.PEER, words, (arguments, console) -> {
            PeerOptions usual = PeerOptions.on(port(arguments.value("PORT")));
            PeerOptions options = new PeerOptions(
                    usual.port(),
                    arguments.values("PEER").stream()
                            .map(NetworkTaskCommands::address)
                            .toList(),
                    arguments.duration("--duration").orElse(usual.duration()),
                    arguments.duration("--interval").orElse(usual.interval()));
            return TaskRunner.started(network.get().startPeer(id(arguments), options), arguments, console);
        });
    }

    @Descriptor(NetworkUsage.CLUSTER)
    public @Nullable Object cluster(@Descriptor(WORDS) String... words) {
        return Command.run(NetworkUsage.CLUSTER, words, (arguments, console) -> {
            PeerOptions usual = PeerOptions.on(0);
            ClusterOptions options = new ClusterOptions(
                    arguments
                            .choice("--topology", ClusterOptions.Topology.class)
                            .orElse(ClusterOptions.Topology.RING),
                    arguments.option("--port").map(NetworkTaskCommands::port).orElse(0),
                    arguments.duration("--duration").orElse(usual.duration()),
                    arguments.duration("--interval").orElse(usual.interval()));
            Set<String> ids = Ids.of(
                    arguments.values("ID"),
                    VmConfig::checkId,
                    () -> vms.list().stream()
                            .filter(vm -> vm.config().networked())
                            .map(VmInfo::id),
                    "vm:list");
            List<NetworkTask> tasks = network.get().startCluster(List.copyOf(ids), options);
            return TaskRunner.started(tasks, arguments, console);
        });
    }

    @Descriptor(NetworkUsage.HEARTBEAT)
    public @Nullable Object heartbeat(@Descriptor(WORDS) String... words) {
        return Command.run(NetworkUsage.HEARTBEAT, words, (arguments, console) -> {
            HeartbeatOptions usual = HeartbeatOptions.of(arguments.value("HOST"), port(arguments.value("PORT")));
            HeartbeatOptions options = new HeartbeatOptions(
                    usual.host(),
                    usual.port(),
                    arguments.duration("--interval").orElse(usual.interval()),
                    arguments
                            .option("--count")
                            .map(text -> Quantities.number(text, 1, MOST_HEARTBEATS))
                            .orElse(usual.count()));
            return TaskRunner.run(network.get().startHeartbeatClient(id(arguments), options), arguments, console);
        });
    }

    @Descriptor(NetworkUsage.GET)
    public @Nullable Object get(@Descriptor(WORDS) String... words) {
        return Command.run(NetworkUsage.GET, words, (arguments, console) -> {
            Duration patience = arguments.duration("--timeout").orElse(PATIENCE);
            return TaskRunner.run(
                    network.get().startHttpClient(id(arguments), uri(arguments.value("URL")), patience),
                    arguments,
                    console);
        });
    }

    @Descriptor(NetworkUsage.TASKS)
    public @Nullable Object tasks(@Descriptor(WORDS) String... words) {
        return Command.run(NetworkUsage.TASKS, words, (arguments, console) -> {
            Predicate<String> wanted = Glob.of(arguments.find("GLOB").orElse("*"));
            return new Listing<>(
                    NetworkTaskInfo.class,
                    network.get().tasks().stream()
                            .filter(task -> wanted.test(task.vm()))
                            .map(NetworkTask::info)
                            .toList());
        });
    }

    @Descriptor(NetworkUsage.OUTPUT)
    public @Nullable Object output(@Descriptor(WORDS) String... words) {
        return Command.run(NetworkUsage.OUTPUT, words, (arguments, console) -> {
            String id = id(arguments);
            NetworkTask last = network.get().tasks().stream()
                    .filter(task -> task.vm().equals(id))
                    .reduce((earlier, later) -> later)
                    .orElseThrow(() ->
                            new UsageException("nothing was started in VM " + id + "; network:tasks shows what was"));
            TaskRunner.print(last, arguments, console);
            return null;
        });
    }

    @Descriptor(NetworkUsage.STOP)
    public @Nullable Object stop(@Descriptor(WORDS) String... words) {
        return Command.run(NetworkUsage.STOP, words, (arguments, console) -> {
            List<NetworkTask> running = network.get().tasks().stream()
                    .filter(task -> !task.info().ended())
                    .toList();
            Set<String> ids = Ids.of(
                    arguments.values("ID"),
                    id -> running.stream()
                            .map(NetworkTask::vm)
                            .filter(VmConfig.checkId(id)::equals)
                            .findFirst()
                            .orElseThrow(() ->
                                    new UsageException("nothing runs in VM " + id + "; network:tasks shows what does")),
                    () -> running.stream().map(NetworkTask::vm),
                    "network:tasks");
            running.stream().filter(task -> ids.contains(task.vm())).forEach(NetworkTask::stop);
            return "stopped " + String.join(", ", ids);
        });
    }

    private static String id(Arguments arguments) {
        return VmConfig.checkId(arguments.value("ID"));
    }

    private static int port(String text) {
        return Quantities.number(text, 0, HIGHEST_PORT);
    }

    private static Peer address(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new UsageException("'" + Syntax.shortened(text) + "' is no peer; write it like localhost:9000");
        }
        return new Peer(text.substring(0, colon), port(text.substring(colon + 1)));
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new UsageException("'" + Syntax.shortened(text) + "' is no address: " + e.getReason());
        }
    }
}
