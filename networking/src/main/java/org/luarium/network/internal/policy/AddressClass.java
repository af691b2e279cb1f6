// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.policy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What kind of place an address is. One that carries an IPv4 address is what that is. */
enum AddressClass {
    LOOPBACK,
    PRIVATE,
    LINK_LOCAL,
    OTHER,
    PUBLIC;

    /** As rules write it. */
    static Optional<AddressClass> parse(String word) {
        return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static AddressClass of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? of4(bytes, 0) : of6(address, bytes);
    }

    private static AddressClass of4(byte[] bytes, int from) {
        int a = bytes[from] & 0xFF;
        int b = bytes[from + 1] & 0xFF;
        int c = bytes[from + 2] & 0xFF;
        return switch (a) {
            case 0 -> OTHER;
            case 10 -> PRIVATE;
            case 127 -> LOOPBACK;
            case 100 -> b >= 64 && b < 128 ? PRIVATE : PUBLIC;
            case 169 -> b == 254 ? LINK_LOCAL : PUBLIC;
            case 172 -> b >= 16 && b < 32 ? PRIVATE : PUBLIC;
            case 192 -> b == 168 ? PRIVATE : (b == 0 && (c == 0 || c == 2)) || (b == 88 && c == 99) ? OTHER : PUBLIC;
            case 198 -> b == 18 || b == 19 || (b == 51 && c == 100) ? OTHER : PUBLIC;
            case 203 -> b == 0 && c == 113 ? OTHER : PUBLIC;
            default -> a < 224 ? PUBLIC : OTHER;
        };
    }

    private static AddressClass of6(InetAddress address, byte[] bytes) {
        int first = pair(bytes, 0);
        int second = pair(bytes, 2);
        if (address.isLoopbackAddress()) {
            return LOOPBACK;
        } else if (isMapped(bytes)) {
            return of4(bytes, 12);
        } else if (first == 0x0064 && second == 0xFF9B) {
            return isZero(bytes, 4, 12) ? of4(bytes, 12) : OTHER;
        } else if (first == 0x2002) {
            return of4(bytes, 2);
        } else if ((first & 0xFFC0) == 0xFE80) {
            return LINK_LOCAL;
        } else if ((first & 0xFE00) == 0xFC00 || (first & 0xFFC0) == 0xFEC0) {
            return PRIVATE;
        }
        boolean special = (first == 0x2001 && (second < 0x0200 || second == 0x0DB8)) || first == 0x3FFF;
        // Only 2000::/3 is given out
        return (first & 0xE000) == 0x2000 && !special ? PUBLIC : OTHER;
    }

    /** An address without the wrapping that says IPv4 in IPv6. */
    static InetAddress plain(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != 16 || !isMapped(bytes)) {
            return address;
        }
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isMapped(byte[] bytes) {
        return isZero(bytes, 0, 10) && pair(bytes, 10) == 0xFFFF;
    }

    private static int pair(byte[] bytes, int at) {
        return ((bytes[at] & 0xFF) << 8) | (bytes[at + 1] & 0xFF);
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
