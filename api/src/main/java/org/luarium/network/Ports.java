// SPDX-License-Identifier: Apache-2.0
package org.luarium.network;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Checks what is common to all options. */
final class Ports {
    private static final int LOWEST = 1024;
    private static final int HIGHEST = 65_535;
    private static final int LONGEST_HOST = 255;
    private static final Duration LONGEST = Duration.ofDays(7);

    private Ports() {}

    static void checkListening(int port) {
        if (port != 0) {
            check(port);
        }
    }

    static void check(int port) {
        if (port < LOWEST || port > HIGHEST) {
            throw new NetworkingException("port " + port + " is not allowed; use one of " + LOWEST + " to " + HIGHEST);
        }
    }

    static void checkHost(String host) {
        if (requireNonNull(host, "host").isBlank()) {
            throw new NetworkingException("the host is empty; give a name or an address");
        }
        if (host.length() > LONGEST_HOST || host.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw new NetworkingException("a host is a name or an address of at most " + LONGEST_HOST
                    + " characters without blanks, and this is none");
        }
    }

    static void checkTime(String name, Duration time) {
        if (requireNonNull(time, name).isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
            throw new NetworkingException("a " + name + " of " + time
                    + " is not allowed; more than nothing, and at most " + LONGEST.toDays() + " days");
        }
    }
}
