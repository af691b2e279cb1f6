// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * A SHA-256 digest of 256 bits.
 *
 * @param hex 64 digits, lower case
 */
public record Hash(String hex) implements Comparable<Hash> {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    /**
     * Creates a hash.
     *
     * @param hex 64 digits, lower case
     * @throws InvalidReferenceException if hex is anything else than 64 lower-case hexadecimal digits
     */
    public Hash {
        requireNonNull(hex, "hex");
        if (!HEX.matcher(hex).matches()) {
            throw new InvalidReferenceException(hex, "a SHA-256 hash is 64 hexadecimal digits");
        }
    }

    @Override
    public int compareTo(Hash other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return "sha256:" + hex;
    }
}
