// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.apache.felix.service.command.Descriptor;
import org.jspecify.annotations.Nullable;
import org.luarium.network.ChannelInfo;
import org.luarium.network.SocketInfo;
import org.luarium.network.VmNetwork;
import org.luarium.shell.internal.syntax.Glob;
import org.luarium.shell.internal.view.Listing;
import org.luarium.value.LuaValue;
import org.luarium.vm.VmConfig;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Those commands of scope {@code network} that have to do with messages and sockets. */
@Component(
        service = NetworkCommands.class,
        immediate = true,
        property = {
            "osgi.command.scope=network",
            "osgi.command.function=channels",
            "osgi.command.function=send",
            "osgi.command.function=request",
            "osgi.command.function=connections",
            "osgi.command.function=policy",
            "osgi.command.function=_channels"
        })
public final class NetworkCommands {
    private static final String WORDS = "as above";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KeptService<VmNetwork> network;

    /** Commands act on the VMs of this JVM, not on those of a network that remote services brought in. */
    @Activate
    public NetworkCommands(@Reference(target = "(!(service.imported=*))") ComponentServiceObjects<VmNetwork> networks) {
        network = new KeptService<>("VmNetwork", networks);
    }

    NetworkCommands(VmNetwork network) {
        this.network = new KeptService<>(network);
    }

    /** Lets go of the network. */
    @Deactivate
    public void deactivate() {
        network.close();
    }

    @Descriptor(NetworkUsage.CHANNELS)
    public @Nullable Object channels(@Descriptor(WORDS) String... words) {
        return Command.run(
                NetworkUsage.CHANNELS,
                words,
                (arguments, console) -> new Listing<>(
                        ChannelInfo.class,
                        network.get().channels().stream()
                                .filter(Glob.of(arguments, ChannelInfo::name))
                                .toList()));
    }

    @Descriptor(NetworkUsage.SEND)
    public @Nullable Object send(@Descriptor(WORDS) String... words) {
        return Command.run(NetworkUsage.SEND, words, (arguments, console) -> {
            String to = arguments.value("CHANNEL");
            LuaValue message = LuaValue.of(arguments.value("TEXT"));
            if (arguments.flag("--mailbox")) {
                network.get().send(VmConfig.checkId(to), message);
                return "sent to VM " + to;
            }
            int reached = network.get().channel(to).publish(message);
            return "sent to " + (reached == 1 ? "1 subscriber" : reached + " subscribers");
        });
    }

    @Descriptor(NetworkUsage.REQUEST)
    public @Nullable Object request(@Descriptor(WORDS) String... words) {
        return Command.run(NetworkUsage.REQUEST, words, (arguments, console) -> {
            Duration patience = arguments.duration("--timeout").orElse(PATIENCE);
            return network.get()
                    .request(VmConfig.checkId(arguments.value("ID")), LuaValue.of(arguments.value("TEXT")), patience)
                    .toCompletableFuture()
                    .join();
        });
    }

    @Descriptor(NetworkUsage.CONNECTIONS)
    public @Nullable Object connections(@Descriptor(WORDS) String... words) {
        return Command.run(NetworkUsage.CONNECTIONS, words, (arguments, console) -> {
            Predicate<String> wanted = Glob.of(arguments.find("GLOB").orElse("*"));
            return new Listing<>(
                    SocketInfo.class,
                    network.get().sockets().stream()
                            .filter(socket -> wanted.test(socket.vm()))
                            .toList());
        });
    }

    @Descriptor(NetworkUsage.POLICY)
    public @Nullable Object policy(@Descriptor(WORDS) String... words) {
        return Command.run(
                NetworkUsage.POLICY,
                words,
                (arguments, console) -> network.get().policy());
    }

    /** For completion; the underscore keeps it out of the shell's own suggestions. */
    @Descriptor("gives the names of channels")
    public List<String> _channels() {
        return network.get().channels().stream().map(ChannelInfo::name).toList();
    }
}
