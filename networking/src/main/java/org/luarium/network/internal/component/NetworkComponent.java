// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.component;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.luarium.network.Channel;
import org.luarium.network.ChannelInfo;
import org.luarium.network.ClientOptions;
import org.luarium.network.ClusterOptions;
import org.luarium.network.HeartbeatOptions;
import org.luarium.network.MessageHandler;
import org.luarium.network.NetworkPolicy;
import org.luarium.network.NetworkTask;
import org.luarium.network.PeerOptions;
import org.luarium.network.ServerOptions;
import org.luarium.network.SocketInfo;
import org.luarium.network.VmNetwork;
import org.luarium.network.internal.message.MessageHost;
import org.luarium.network.internal.socket.SocketHost;
import org.luarium.network.internal.verb.ClusterStart;
import org.luarium.network.internal.verb.Plan;
import org.luarium.network.internal.verb.Tasks;
import org.luarium.value.LuaValue;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** Gives each bundle a network under its own name; what it has started or serves ends with its use. */
@Component(
        service = VmNetwork.class,
        scope = ServiceScope.BUNDLE,
        property = Constants.SERVICE_RANKING + ":Integer=" + Integer.MAX_VALUE)
public final class NetworkComponent implements VmNetwork {
    private final SocketHost sockets;
    private final MessageHost messages;
    private final Tasks tasks;
    private final String owner;
    private final String sender;

    @Activate
    public NetworkComponent(
            ComponentContext context,
            @Reference NetworkCustomizerComponent sockets,
            @Reference MessageComponent messages,
            @Reference TasksComponent tasks) {
        this.sockets = sockets.sockets();
        this.messages = messages.host();
        this.tasks = tasks.tasks();
        Bundle user = context.getUsingBundle();
        owner = user == null ? "host" : user.getSymbolicName();
        sender = "host:" + owner;
    }

    @Override
    public NetworkPolicy policy() {
        return sockets.policy();
    }

    @Override
    public List<SocketInfo> sockets() {
        return sockets.sockets();
    }

    @Override
    public List<ChannelInfo> channels() {
        return messages.channels();
    }

    @Override
    public Channel channel(String name) {
        return messages.channel(name, sender);
    }

    @Override
    public void send(String vm, LuaValue message) {
        messages.send(vm, message, sender);
    }

    @Override
    public CompletionStage<LuaValue> request(String vm, LuaValue message, Duration wait) {
        return messages.request(vm, message, wait, sender);
    }

    @Override
    public AutoCloseable serve(String name, MessageHandler handler) {
        return messages.serve(name, handler, sender);
    }

    @Override
    public NetworkTask startServer(String vm, ServerOptions options) {
        return tasks.start(vm, Plan.server(options), owner);
    }

    @Override
    public NetworkTask startClient(String vm, ClientOptions options) {
        return tasks.start(vm, Plan.client(options), owner);
    }

    @Override
    public NetworkTask startPeer(String vm, PeerOptions options) {
        return tasks.startPeer(vm, options, owner);
    }

    @Override
    public NetworkTask startEchoServer(String vm, ServerOptions options) {
        return tasks.start(vm, Plan.echo(options), owner);
    }

    @Override
    public NetworkTask startHeartbeatClient(String vm, HeartbeatOptions options) {
        return tasks.start(vm, Plan.heartbeats(options), owner);
    }

    @Override
    public NetworkTask startHttpClient(String vm, URI address, Duration patience) {
        return tasks.start(vm, Plan.http(address, patience), owner);
    }

    @Override
    public List<NetworkTask> startCluster(List<String> vms, ClusterOptions options) {
        return ClusterStart.start(tasks, vms, options, owner);
    }

    @Override
    public List<NetworkTask> tasks() {
        return tasks.list();
    }

    @Deactivate
    void close() {
        tasks.stopAllOf(owner);
        messages.release(sender);
    }
}
