// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

/** Ed25519 keys as people pass them on: {@code name:base64}, the 32 bytes of RFC 8032 behind the name of the key. */
public final class PublicKeys {
    static final String ALGORITHM = "Ed25519";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,120}");
    private static final int BYTES = 32;
    /** What X.509 puts before them. */
    private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private PublicKeys() {}

    /** Writes a key. */
    public static String format(String name, PublicKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded == null
                || encoded.length != PREFIX.length + BYTES
                || !Arrays.equals(PREFIX, Arrays.copyOf(encoded, PREFIX.length))) {
            throw new IllegalArgumentException("the key " + name + " is no " + ALGORITHM + " key");
        }
        return checkName(name)
                + ":"
                + Base64.getEncoder().encodeToString(Arrays.copyOfRange(encoded, PREFIX.length, encoded.length));
    }

    /**
     * Reads a key.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public static Map.Entry<String, PublicKey> parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("'" + text + "' is no public key; write name:base64");
        }
        String name = checkName(text.substring(0, colon));
        byte[] raw = Base64.getDecoder().decode(text.substring(colon + 1).strip());
        if (raw.length != BYTES) {
            throw new IllegalArgumentException(
                    "the public key " + name + " has " + raw.length + " bytes, not " + BYTES);
        }
        byte[] encoded = Arrays.copyOf(PREFIX, PREFIX.length + BYTES);
        System.arraycopy(raw, 0, encoded, PREFIX.length, BYTES);
        try {
            return Map.entry(name, KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the public key " + name + " is no " + ALGORITHM + " key", e);
        }
    }

    static String checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name of a key has 1 to 120 letters, digits, '.', '_' and '-', not '" + name + "'");
        }
        return name;
    }
}
