// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.policy;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luarium.network.NetworkingException;

/** One rule of a policy: a host and a range of ports. */
final class Rule {
    private static final Pattern PORTS = Pattern.compile("\\*|([0-9]{1,5})(?:-([0-9]{1,5}))?");
    private static final int MOST = 65_535;

    /** What the host of a rule is. */
    private enum Kind {
        EVERY,
        VM,
        CLASS,
        RANGE,
        NAME,
        NAMES_BELOW
    }

    private final Kind kind;
    private final String name;
    private final @Nullable AddressClass addressClass;
    private final @Nullable InetAddress address;
    private final int bits;
    private final int first;
    private final int last;

    private Rule(
            Kind kind,
            String name,
            @Nullable AddressClass addressClass,
            @Nullable InetAddress address,
            int bits,
            int first,
            int last) {
        this.kind = kind;
        this.name = name;
        this.addressClass = addressClass;
        this.address = address;
        this.bits = bits;
        this.first = first;
        this.last = last;
    }

    static Rule parse(String text) {
        int colon = text.lastIndexOf(':');
        Matcher ports = PORTS.matcher(text.substring(colon + 1));
        if (colon < 1 || !ports.matches()) {
            throw wrong(text, "a host and a port, such as example.org:443, public:* or 10.0.0.0/8:8000-8999");
        }
        int first = ports.group(1) == null ? 0 : Integer.parseInt(ports.group(1));
        int last = ports.group(1) == null ? MOST : ports.group(2) == null ? first : Integer.parseInt(ports.group(2));
        if (last > MOST || first > last) {
            throw wrong(text, "ports of 0 to 65535, the lower first");
        }
        String host = text.substring(0, colon).toLowerCase(Locale.ROOT);
        Optional<AddressClass> addressClass = AddressClass.parse(host);
        if (host.equals("*")) {
            return new Rule(Kind.EVERY, host, AddressClass.PUBLIC, null, 0, first, last);
        } else if (host.equals("vm")) {
            return new Rule(Kind.VM, host, AddressClass.LOOPBACK, null, 0, first, last);
        } else if (addressClass.isPresent()) {
            return new Rule(Kind.CLASS, host, addressClass.get(), null, 0, first, last);
        } else if (host.startsWith("*.")) {
            String below = host.substring(1);
            if (Destination.parse(below.substring(1))
                    .filter(Destination::isName)
                    .isEmpty()) {
                throw wrong(text, "a name after *.");
            }
            return new Rule(Kind.NAMES_BELOW, below, AddressClass.PUBLIC, null, 0, first, last);
        }
        return hostRule(text, host, first, last);
    }

    private static Rule hostRule(String text, String host, int first, int last) {
        int slash = host.indexOf('/');
        InetAddress address = Destination.literal(slash < 0 ? host : host.substring(0, slash));
        if (address == null) {
            Destination named = slash >= 0 ? null : Destination.parse(host).orElse(null);
            if (named == null) {
                throw wrong(text, "a name, an address, or an address and a number of bits");
            }
            return new Rule(Kind.NAME, named.name(), AddressClass.PUBLIC, null, 0, first, last);
        }
        int size = address.getAddress().length * 8;
        int bits = size;
        if (slash >= 0) {
            String count = host.substring(slash + 1);
            bits = count.matches("[0-9]{1,3}") ? Integer.parseInt(count) : -1;
            if (bits < 0 || bits > size) {
                throw wrong(text, "0 to " + size + " bits after the slash");
            }
        }
        return new Rule(Kind.RANGE, host, null, address, bits, first, last);
    }

    private static NetworkingException wrong(String text, String wanted) {
        return new NetworkingException(
                "the rule '" + text + "' of the network policy is not understood; write " + wanted);
    }

    /** Whether a place may be reached by this rule, on any port if {@code port} is negative. */
    boolean permits(String host, InetAddress to, int port, VmPorts vms) {
        if (port >= 0 && (port < first || port > last)) {
            return false;
        }
        AddressClass toClass = AddressClass.of(to);
        return switch (kind) {
            case VM -> toClass == AddressClass.LOOPBACK && (port < 0 || vms.listens(to, port));
            case RANGE -> contains(to);
            case EVERY, CLASS -> toClass == addressClass;
            case NAME -> toClass == addressClass && host.equals(name);
            case NAMES_BELOW -> toClass == addressClass && host.endsWith(name);
        };
    }

    /** Whether looking a name up can lead to a place that this rule is about. Only then it is, as each look-up tells somebody the name. */
    boolean concerns(String host) {
        return switch (kind) {
            case EVERY -> true;
            case VM -> false;
            case CLASS -> addressClass != AddressClass.LOOPBACK;
            case RANGE -> address != null && AddressClass.of(address) != AddressClass.LOOPBACK;
            case NAME -> host.equals(name);
            case NAMES_BELOW -> host.endsWith(name);
        };
    }

    private boolean contains(InetAddress to) {
        if (address == null) {
            return false;
        }
        byte[] own = address.getAddress();
        byte[] others = AddressClass.plain(to).getAddress();
        if (own.length != others.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            if (((own[i / 8] ^ others[i / 8]) >> (7 - i % 8) & 1) != 0) {
                return false;
            }
        }
        return true;
    }
}
