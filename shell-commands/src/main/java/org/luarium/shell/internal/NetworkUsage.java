// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.List;

/** What the commands of scope {@code network} take; see {@link org.luarium.shell.internal.syntax.Syntax} for the form. */
final class NetworkUsage {
    private static final String ID = "  ID                     the id of a networked VM\n";
    private static final String HOST = """
              HOST                   the name or address of the server
              PORT                   its port
            """;
    private static final String LISTENING =
            "  PORT                   where it listens, 1024 to 65535; 0 for any that is free\n";
    private static final String WAIT =
            "  --wait                 prints what it prints until it ends; Ctrl-C stops it\n";
    private static final String RUN = """
              --duration TIME        how long it runs; 30s if absent
              --interval TIME        the time between two heartbeats; 5s if absent
            """;

    static final String CHANNELS = """
            lists the channels that somebody subscribes to

            usage: network:channels [GLOB] [options]
              GLOB                   only names that match, with * and ?
            """ + VmUsage.JSON;

    static final String SEND = """
            sends a message to all who subscribe to a channel, or to a VM

            usage: network:send CHANNEL TEXT [options]
              CHANNEL                its name; the id of a VM with --mailbox
              TEXT                   the message
              --mailbox              sends it to the mailbox of a VM, for its net.receive
            """;

    static final String REQUEST = """
            sends a message to a VM and gives what it answers with net.reply

            usage: network:request ID TEXT [options]
            """ + ID + """
              TEXT                   the message
              --timeout TIME         how long to wait for the answer; 30s if absent
            """ + VmUsage.JSON;

    static final String CONNECTIONS = """
            lists the sockets that the host holds for VMs

            usage: network:connections [GLOB] [options]
              GLOB                   those of VMs whose ids match only, with * and ?
            """ + VmUsage.JSON;

    static final String POLICY = """
            shows what networked VMs may do

            usage: network:policy [options]
            """ + VmUsage.JSON;

    static final String SERVER = """
            has a VM serve one client: it greets, receives one line, and ends

            usage: network:server ID PORT [options]
            """ + ID + LISTENING + """
              --timeout TIME         how long it waits for the client and its line; 2m if absent
            """ + WAIT + VmUsage.JSON;

    static final String CLIENT = """
            has a VM connect to a server, receive its greeting, and send a line

            usage: network:client ID HOST PORT MESSAGE [options]
            """ + ID + HOST + """
              MESSAGE                the line
              --timeout TIME         how long it waits for the server; 30s if absent
            """ + VmUsage.JSON;

    static final String PEER = """
            has a VM be a server and a client at once, which greets and sends heartbeats to all

            usage: network:peer ID PORT [PEER...] [options]
            """ + ID + LISTENING + """
              PEER                   whom it connects to, as HOST:PORT; tried again until they listen
            """ + RUN + WAIT + VmUsage.JSON;

    static final String CLUSTER = """
            has VMs be peers of each other; all listen before the first connects

            usage: network:cluster ID... [options]
              ID                     ids of networked VMs, or patterns with * and ? in quotes
              --topology TOPOLOGY    ring (default): each connects to the next; mesh: each to all others
              --port PORT            where the first listens, the others at those that follow;
                                     any that are free if absent
            """ + RUN + WAIT + VmUsage.JSON;

    static final String ECHO = """
            has a VM say back each line that clients send

            usage: network:echo ID PORT [options]
            """ + ID + LISTENING + """
              --timeout TIME         after how long it ends if nobody says anything; 2m if absent
            """ + WAIT + VmUsage.JSON;

    static final String HEARTBEAT = """
            has a VM send heartbeats to a server and print its answers

            usage: network:heartbeat ID HOST PORT [options]
            """ + ID + HOST + """
              --interval TIME        the time between two; 5s if absent
              --count COUNT          how many; 10 if absent
            """ + VmUsage.JSON;

    static final String GET = """
            has a VM get something from a web server and print it

            usage: network:get ID URL [options]
            """ + ID + """
              URL                    an address of http
              --timeout TIME         how long it may take; 30s if absent
            """ + VmUsage.JSON;

    static final String TASKS = """
            lists what runs in networked VMs, and what has ended

            usage: network:tasks [GLOB] [options]
              GLOB                   those in VMs whose ids match only, with * and ?
            """ + VmUsage.JSON;

    static final String OUTPUT = """
            prints what the last server, client or peer of a VM has printed

            usage: network:output ID [options]
              ID                     the id of the VM
              --wait                 goes on with what it prints until it ends
            """;

    static final String STOP = """
            stops servers, clients and peers; their VMs live on

            usage: network:stop ID...
              ID                     ids of VMs, or patterns with * and ? in quotes
            """;

    static final List<String> ALL = List.of(
            CHANNELS,
            SEND,
            REQUEST,
            CONNECTIONS,
            POLICY,
            SERVER,
            CLIENT,
            PEER,
            CLUSTER,
            ECHO,
            HEARTBEAT,
            GET,
            TASKS,
            OUTPUT,
            STOP);

    private NetworkUsage() {}
}
