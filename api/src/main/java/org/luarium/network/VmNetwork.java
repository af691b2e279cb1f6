// SPDX-License-Identifier: Apache-2.0
package org.luarium.network;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.luarium.value.LuaValue;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What networked VMs do with each other and with the world, an OSGi service. Thread-safe.
 *
 * <p>A VM that was created with {@code networked(true)} has the modules {@code socket} and {@code net}. It opens no socket itself: the host does, under the {@link #policy()}. Others have neither.
 */
@ProviderType
public interface VmNetwork {
    /**
     * What VMs may do, as configured.
     *
     * @return the policy of VMs that are created from now on
     */
    NetworkPolicy policy();

    /**
     * The sockets that the host holds for VMs now.
     *
     * @return a snapshot, by VM, then by number
     */
    List<SocketInfo> sockets();

    /**
     * The channels somebody subscribes to now.
     *
     * @return a snapshot, by name
     */
    List<ChannelInfo> channels();

    /**
     * A channel, for the bundle that uses this service.
     *
     * @param name a Lua name, or such names joined by dots
     * @return the channel; there is one for each name, whether anybody subscribes or not
     * @throws IllegalArgumentException if the name is none
     */
    Channel channel(String name);

    /**
     * Puts a message into the mailbox of a VM, where its {@code net.receive} finds it.
     *
     * @param vm the id of a networked VM
     * @param message a value without functions
     * @throws VmConnectionException if there is no such VM, or it is not networked
     * @throws MailboxFullException if it has not taken what it got before
     * @throws IllegalArgumentException if the value cannot be sent
     */
    void send(String vm, LuaValue message);

    /**
     * Sends a message that a VM answers with {@code net.reply}.
     *
     * @param vm the id of a networked VM
     * @param message a value without functions
     * @param wait how long to wait for the answer
     * @return the answer; fails with {@link VmConnectionException} if none comes in that time, or the VM ends
     * @throws VmConnectionException if there is no such VM, or it is not networked
     * @throws MailboxFullException if it has not taken what it got before
     * @throws IllegalArgumentException if the value cannot be sent
     */
    CompletionStage<LuaValue> request(String vm, LuaValue message, Duration wait);

    /**
     * Answers the requests that VMs make with {@code net.request("host:NAME", …)}.
     *
     * @param name a Lua name, without {@code host:}
     * @param handler called on a worker thread, for one request at a time of each VM; what it throws becomes an error of that VM
     * @return closed to end that; done by itself when the bundle that uses this service stops
     * @throws IllegalArgumentException if the name is none, or somebody has it already
     */
    AutoCloseable serve(String name, MessageHandler handler);

    /**
     * Has a VM serve one client: it greets, receives one line, and ends.
     *
     * @param vm the id of a networked VM
     * @param options what to do
     * @return what runs now
     * @throws VmConnectionException if there is no such VM, it is not networked, or it does not run
     * @throws NetworkingException if a task runs in it already
     */
    NetworkTask startServer(String vm, ServerOptions options);

    /**
     * Has a VM connect to a server, receive its greeting, and send a line.
     *
     * @param vm the id of a networked VM
     * @param options what to do
     * @return what runs now
     * @throws NetworkingException as {@link #startServer}
     */
    NetworkTask startClient(String vm, ClientOptions options);

    /**
     * Has a VM be a server and a client at once, for a while: it greets whoever connects, and sends heartbeats to all.
     *
     * @param vm the id of a networked VM
     * @param options what to do
     * @return what runs now
     * @throws NetworkingException as {@link #startServer}
     */
    NetworkTask startPeer(String vm, PeerOptions options);

    /**
     * Has a VM say back each line that it gets, as {@code Echo: } and the line, to any number of clients.
     *
     * @param vm the id of a networked VM
     * @param options where, and after how much time without a client it ends
     * @return what runs now
     * @throws NetworkingException as {@link #startServer}
     */
    NetworkTask startEchoServer(String vm, ServerOptions options);

    /**
     * Has a VM send heartbeats to a server, and print its answers.
     *
     * @param vm the id of a networked VM
     * @param options what to do
     * @return what runs now
     * @throws NetworkingException as {@link #startServer}
     */
    NetworkTask startHeartbeatClient(String vm, HeartbeatOptions options);

    /**
     * Has a VM get something from a web server, and print the status and the body.
     *
     * @param vm the id of a networked VM
     * @param address an address of {@code http}
     * @param patience how long it may take
     * @return what runs now
     * @throws NetworkingException as {@link #startServer}, or if the address is of another kind
     */
    NetworkTask startHttpClient(String vm, URI address, Duration patience);

    /**
     * Has several VMs be peers of each other. All listen before the first connects; waits for that, 30 seconds at most.
     *
     * @param vms the ids of networked VMs, at least two
     * @param options what to do
     * @return what runs now, in the order of the VMs
     * @throws NetworkingException if one of them cannot start; the others are stopped then
     */
    List<NetworkTask> startCluster(List<String> vms, ClusterOptions options);

    /**
     * The tasks that wait or run, whoever has started them, and the last hundred that have ended.
     *
     * @return a snapshot, in the order in which they were started
     */
    List<NetworkTask> tasks();
}
