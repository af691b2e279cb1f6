// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.manifest;

/**
 * What a manifest may be at most.
 *
 * @param bytes its length
 * @param depth tables in tables
 * @param values everything that stands in tables, the tables included
 * @param text the bytes of one string, name or number
 */
public record Limits(long bytes, int depth, int values, int text) {
    public static final Limits DEFAULT = new Limits(256L << 20, 16, 20_000_000, 4096);
}
