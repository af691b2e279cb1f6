// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.verb;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.luarium.network.ClientOptions;
import org.luarium.network.HeartbeatOptions;
import org.luarium.network.NetworkTask.Kind;
import org.luarium.network.NetworkingException;
import org.luarium.network.PeerOptions;
import org.luarium.network.PeerOptions.Peer;
import org.luarium.network.ServerOptions;
import org.luarium.value.LuaValue;

/**
 * What a task is to do.
 *
 * @param kind which program it runs
 * @param arguments what the program is given
 * @param longest after how much time it is stopped, whatever it does
 */
public record Plan(Kind kind, List<LuaValue> arguments, Duration longest) {
    private static final Duration SLACK = Duration.ofSeconds(60);
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int HTTP_PORT = 80;

    /** Copies the arguments. */
    public Plan {
        arguments = List.copyOf(arguments);
    }

    public static Plan server(ServerOptions options) {
        return new Plan(
                Kind.SERVER,
                List.of(LuaValue.of(options.port()), seconds(options.patience())),
                options.patience().multipliedBy(2).plus(SLACK));
    }

    public static Plan echo(ServerOptions options) {
        return new Plan(Kind.ECHO, List.of(LuaValue.of(options.port()), seconds(options.patience())), LONGEST);
    }

    public static Plan client(ClientOptions options) {
        return new Plan(
                Kind.CLIENT,
                List.of(
                        LuaValue.of(options.host()),
                        LuaValue.of(options.port()),
                        LuaValue.of(options.message()),
                        seconds(options.patience())),
                options.patience().multipliedBy(3).plus(SLACK));
    }

    public static Plan heartbeats(HeartbeatOptions options) {
        return new Plan(
                Kind.HEARTBEAT,
                List.of(
                        LuaValue.of(options.host()),
                        LuaValue.of(options.port()),
                        seconds(options.interval()),
                        LuaValue.of(options.count()),
                        seconds(SLACK.dividedBy(2))),
                options.interval().multipliedBy(options.count()).plus(SLACK));
    }

    /** The program of a peer reads from its input whom to connect to. */
    static Plan peer(int port, Duration duration, Duration interval) {
        return new Plan(
                Kind.PEER, List.of(LuaValue.of(port), seconds(duration), seconds(interval)), duration.plus(SLACK));
    }

    static Plan peer(PeerOptions options) {
        return peer(options.port(), options.duration(), options.interval());
    }

    static String lines(List<Peer> peers) {
        return peers.stream()
                        .map(peer -> peer.port() + " " + peer.host() + "\n")
                        .collect(Collectors.joining()) + "\n";
    }

    public static Plan http(URI address, Duration patience) {
        String host = address.getHost();
        if (!"http".equalsIgnoreCase(address.getScheme()) || host == null) {
            throw new NetworkingException(
                    "'" + address + "' is no address of http; write it like http://example.org:8080/path");
        }
        if (patience.isNegative() || patience.isZero() || patience.compareTo(LONGEST) > 0) {
            throw new NetworkingException("a patience of " + patience + " is not allowed");
        }
        String path = address.getRawPath() == null || address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        return new Plan(
                Kind.HTTP,
                List.of(
                        LuaValue.of(host.replaceAll("[\\[\\]]", "")),
                        LuaValue.of(address.getPort() < 0 ? HTTP_PORT : address.getPort()),
                        LuaValue.of(address.getRawQuery() == null ? path : path + "?" + address.getRawQuery()),
                        seconds(patience)),
                patience);
    }

    boolean listens() {
        return kind == Kind.SERVER || kind == Kind.ECHO || kind == Kind.PEER;
    }

    private static LuaValue seconds(Duration time) {
        return LuaValue.of(time.toNanos() / 1e9);
    }
}
