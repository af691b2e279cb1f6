// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host as a script writes it: a name, or what it means as an address in any of its spellings.
 *
 * @param name the name in lower case without the dot at its end, or the address
 * @param addresses what is known without asking anybody, or empty for a name that has to be looked up
 */
public record Destination(String name, List<InetAddress> addresses) {
    private static final int LONGEST_NAME = 253;
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");
    private static final Pattern NUMBER = Pattern.compile("0x[0-9a-f]{1,16}|[0-9]{1,16}");
    private static final Pattern NUMERIC = Pattern.compile("(0x[0-9a-f]*|[0-9]+)");

    public Destination {
        addresses = List.copyOf(addresses);
    }

    /** Reads one; empty if it is neither an address nor a name. */
    public static Optional<Destination> parse(String text) {
        String host = text.toLowerCase(Locale.ROOT);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
            return host.indexOf(':') < 0 ? Optional.empty() : address6(host);
        }
        if (host.indexOf(':') >= 0) {
            return address6(host);
        }
        if (host.endsWith(".")) {
            host = host.substring(0, host.length() - 1);
        }
        if (host.length() > LONGEST_NAME || !NAME.matcher(host).matches()) {
            return Optional.empty();
        }
        if (NUMERIC.matcher(host.substring(host.lastIndexOf('.') + 1)).matches()) {
            return address4(host);
        }
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return Optional.of(new Destination(host, List.of(bytes(127, 0, 0, 1), loopback6())));
        }
        return Optional.of(new Destination(host, List.of()));
    }

    public boolean isName() {
        return addresses.isEmpty();
    }

    /** As the C library has always read them: one to four numbers, decimal, octal or hexadecimal, the last of which fills the rest. */
    private static Optional<Destination> address4(String host) {
        String[] parts = host.split("\\.", -1);
        if (parts.length > 4) {
            return Optional.empty();
        }
        long value = 0;
        for (int i = 0; i < parts.length; i++) {
            long part = number(parts[i]);
            int bits = i < parts.length - 1 ? 8 : 8 * (5 - parts.length);
            if (part < 0 || part >= 1L << bits) {
                return Optional.empty();
            }
            value = value << bits | part;
        }
        InetAddress address = bytes((int) (value >> 24), (int) (value >> 16), (int) (value >> 8), (int) value);
        return Optional.of(new Destination(address.getHostAddress(), List.of(address)));
    }

    private static long number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return -1;
        }
        try {
            if (text.startsWith("0x")) {
                return Long.parseLong(text.substring(2), 16);
            }
            return Long.parseLong(text, text.length() > 1 && text.startsWith("0") ? 8 : 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static Optional<Destination> address6(String host) {
        if (!host.matches("[0-9a-f:.]{2,45}")) {
            return Optional.empty();
        }
        try {
            // With a colon in it, this asks nobody
            InetAddress address = AddressClass.plain(InetAddress.getByName(host));
            return Optional.of(new Destination(address.getHostAddress(), List.of(address)));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static InetAddress loopback6() {
        byte[] bytes = new byte[16];
        bytes[15] = 1;
        return address(bytes);
    }

    private static InetAddress bytes(int a, int b, int c, int d) {
        return address(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one address that a text is, if it is one. */
    static @Nullable InetAddress literal(String text) {
        return parse(text)
                .filter(one -> one.addresses().size() == 1)
                .map(one -> one.addresses().get(0))
                .orElse(null);
    }
}
