// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

/**
 * A SHA-256 digest of 256 bits.
 *
 * @param hex 64 digits, lower case
 */
public record Hash(String hex) implements Comparable<Hash> {
    /**
     * Creates a hash.
     *
     * @param hex 64 digits, lower case
     * @throws InvalidReferenceException if hex is anything else than 64 lower-case hexadecimal digits
     */
    public Hash {
        Syntax.checkHash(hex);
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
