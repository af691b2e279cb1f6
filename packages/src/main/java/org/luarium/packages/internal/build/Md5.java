// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The sum by which LuaRocks finds damage. It keeps nobody from making other content with the same sum. */
public final class Md5 {
    private Md5() {}

    /** In hexadecimal digits. */
    public static String of(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has MD5", e);
        }
    }
}
