// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.store;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.luarium.shell.internal.syntax.Syntax;
import org.luarium.shell.internal.syntax.UsageException;

/** Ed25519 keys as people pass them on: {@code name:base64}, the 32 bytes of RFC 8032 behind the name of the key. */
public final class TrustedKeys {
    private static final int BYTES = 32;
    /** What X.509 puts before them. */
    private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private TrustedKeys() {}

    /** Reads keys. */
    public static Map<String, PublicKey> of(List<String> words) {
        Map<String, PublicKey> keys = new HashMap<>();
        for (String word : words) {
            int colon = word.indexOf(':');
            try {
                byte[] raw = Base64.getDecoder().decode(word.substring(colon + 1));
                if (colon < 1 || raw.length != BYTES) {
                    throw no(word);
                }
                byte[] encoded = Arrays.copyOf(PREFIX, PREFIX.length + BYTES);
                System.arraycopy(raw, 0, encoded, PREFIX.length, BYTES);
                keys.put(
                        word.substring(0, colon),
                        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw no(word);
            }
        }
        return keys;
    }

    private static UsageException no(String word) {
        return new UsageException("'" + Syntax.shortened(word)
                + "' is no Ed25519 public key; write it as name:base64, with 44 characters of Base64");
    }
}
