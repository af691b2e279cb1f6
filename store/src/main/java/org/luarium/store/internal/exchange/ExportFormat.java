// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * An exported closure as a stream of bytes. Numbers are big-endian.
 *
 * <pre>
 * export = "luarium-export-1\n"
 *        + for each object, dependencies before dependants:
 *            'o', 1 byte + length of the manifest in bytes, 4 bytes + manifest, JSON in UTF-8 + tree stream
 *        + 'r', 1 byte + number of roots, 4 bytes
 *        + for each root: length of its reference in bytes, 2 bytes + reference, "rref:…" in ASCII
 *        + 'e', 1 byte
 * </pre>
 *
 * <p>The tree stream is that of {@link org.luarium.store.internal.tree.TreeStream}, and knows its own end. Every object is there once. Roots are what was asked for, each among the
 * objects, sorted. The same set of objects with the same manifests makes the same stream.
 */
final class ExportFormat {
    static final byte OBJECT = 'o';
    static final byte ROOTS = 'r';
    static final byte END = 'e';
    static final int LONGEST_MANIFEST = 16 << 20;
    static final int LONGEST_REFERENCE = 256;
    static final int MOST_OBJECTS = 1_000_000;

    private static final byte[] MAGIC = "luarium-export-1\n".getBytes(US_ASCII);

    private ExportFormat() {}

    static byte[] magic() {
        return MAGIC.clone();
    }
}
