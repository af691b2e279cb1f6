// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.luarium.extension.Extension;
import org.luarium.extension.ExtensionSpec;

/** Extensions that wait for a debugger, and how they were described before. */
final class Debugging {
    private final Map<String, ExtensionSpec> before = new ConcurrentHashMap<>();

    String debug(Extension extension, Optional<Integer> wanted, boolean off) {
        if (off) {
            ExtensionSpec old = before.remove(extension.name());
            if (old == null) {
                return "extension " + extension.name() + " waits for no debugger";
            }
            extension.reload(old);
            return "extension " + extension.name() + " waits for no debugger any more";
        }
        int port = wanted.isPresent() ? wanted.get() : freePort();
        ExtensionSpec now = extension.spec();
        extension.reload(now.toBuilder().network(true).debugPort(port).build());
        if (now.debugPort().isEmpty()) {
            before.put(extension.name(), now);
        }
        return "a debugger can attach to extension " + extension.name() + " at 127.0.0.1:" + port;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no port of the loopback address is free: " + e.getMessage(), e);
        }
    }
}
