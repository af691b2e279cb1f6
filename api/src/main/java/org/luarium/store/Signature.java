// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.util.Base64;
import java.util.regex.Pattern;

/**
 * An Ed25519 signature of a realization: of its reference, its tree hash and its dependencies. What exactly is signed is written in docs/store.md.
 *
 * @param key the name of the key, letters, digits, {@code .}, {@code _} and {@code -}
 * @param value the signature, 64 bytes in Base64
 */
public record Signature(String key, String value) {
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]{1,120}");
    private static final int BYTES = 64;

    /**
     * Creates a signature.
     *
     * @param key the name of the key, letters, digits, {@code .}, {@code _} and {@code -}
     * @param value the signature, 64 bytes in Base64
     * @throws IllegalArgumentException if the name or the value has another form
     */
    public Signature {
        if (!KEY.matcher(requireNonNull(key, "key")).matches()) {
            throw new IllegalArgumentException(
                    "the name of a key has letters, digits, '.', '_' and '-', not '" + key + "'");
        }
        if (Base64.getDecoder().decode(value).length != BYTES) {
            throw new IllegalArgumentException("an Ed25519 signature has 64 bytes");
        }
    }
}
