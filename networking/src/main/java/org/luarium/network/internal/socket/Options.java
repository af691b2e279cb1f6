// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.util.HashMap;
import java.util.Map;

/** The options of a socket that have an effect, also before there is a channel. Used under the lock of the VM. */
final class Options {
    private static final int LARGEST_BUFFER = 4 << 20;
    private static final int LONGEST_LINGER = 60;
    private static final Map<String, SocketOption<Boolean>> SWITCHES = Map.of(
            "keepalive", StandardSocketOptions.SO_KEEPALIVE,
            "tcp-nodelay", StandardSocketOptions.TCP_NODELAY,
            "reuseaddr", StandardSocketOptions.SO_REUSEADDR,
            "broadcast", StandardSocketOptions.SO_BROADCAST);
    private static final Map<String, SocketOption<Integer>> SIZES = Map.of(
            "recv-buffer-size", StandardSocketOptions.SO_RCVBUF,
            "send-buffer-size", StandardSocketOptions.SO_SNDBUF,
            "linger", StandardSocketOptions.SO_LINGER);

    private final Map<SocketOption<Boolean>, Boolean> switches = new HashMap<>();
    private final Map<SocketOption<Integer>, Integer> sizes = new HashMap<>();

    /** Remembers an option; false if it is none of these. */
    boolean set(String name, long value) {
        SocketOption<Boolean> simple = SWITCHES.get(name);
        SocketOption<Integer> size = SIZES.get(name);
        if (simple != null) {
            switches.put(simple, value != 0);
        } else if (size != null) {
            int most = size == StandardSocketOptions.SO_LINGER ? LONGEST_LINGER : LARGEST_BUFFER;
            sizes.put(size, (int) Math.max(-1, Math.min(value, most)));
        } else {
            return false;
        }
        return true;
    }

    void apply(NetworkChannel channel) throws IOException {
        for (Map.Entry<SocketOption<Boolean>, Boolean> one : switches.entrySet()) {
            if (channel.supportedOptions().contains(one.getKey())) {
                channel.setOption(one.getKey(), one.getValue());
            }
        }
        for (Map.Entry<SocketOption<Integer>, Integer> one : sizes.entrySet()) {
            boolean sensible = one.getValue() > 0 || one.getKey() == StandardSocketOptions.SO_LINGER;
            if (sensible && channel.supportedOptions().contains(one.getKey())) {
                channel.setOption(one.getKey(), one.getValue());
            }
        }
    }
}
