// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.web;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;

/** What addresses say, and which of them are no business of strangers. */
final class Addresses {
    private static final int MOST_SHOWN = 200;

    private Addresses() {}

    static boolean hasScheme(URI address, String scheme) {
        return scheme.equalsIgnoreCase(address.getScheme());
    }

    /** An address without what is secret or harms a terminal. */
    static String shown(URI address) {
        String path = address.getRawPath();
        String text = address.getScheme() + "://" + address.getHost()
                + (address.getPort() < 0 ? "" : ":" + address.getPort()) + (path == null ? "" : path);
        String plain = text.replaceAll("[^!-~]", "?");
        return plain.length() > MOST_SHOWN ? plain.substring(0, MOST_SHOWN) + "..." : plain;
    }

    static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return hasScheme(address, "https") ? 443 : 80;
    }

    /** Whether an address is one of the public Internet, also if it is written into one of another kind. */
    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? isPublic4(bytes, 0) : isPublic6(bytes);
    }

    private static boolean isPublic4(byte[] bytes, int from) {
        int a = bytes[from] & 0xFF;
        int b = bytes[from + 1] & 0xFF;
        int c = bytes[from + 2] & 0xFF;
        return switch (a) {
            case 0, 10, 127 -> false;
            case 100 -> b < 64 || b > 127;
            case 169 -> b != 254;
            case 172 -> b < 16 || b > 31;
            case 192 -> b != 168 && !(b == 0 && (c == 0 || c == 2)) && !(b == 88 && c == 99);
            case 198 -> b != 18 && b != 19 && !(b == 51 && c == 100);
            case 203 -> !(b == 0 && c == 113);
            default -> a < 224;
        };
    }

    private static boolean isPublic6(byte[] bytes) {
        int first = ((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF);
        int second = ((bytes[2] & 0xFF) << 8) | (bytes[3] & 0xFF);
        if (first == 0x0064 && second == 0xFF9B) {
            return isZero(bytes, 4, 12) && isPublic4(bytes, 12);
        }
        if (first == 0x2002) {
            return isPublic4(bytes, 2);
        }
        boolean special = (first == 0x2001 && (second < 0x0200 || second == 0x0DB8)) || first == 0x3FFF;
        // Only 2000::/3 is given out; loopback, mapped, private, link-local and multicast addresses are outside
        return (first & 0xE000) == 0x2000 && !special;
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
