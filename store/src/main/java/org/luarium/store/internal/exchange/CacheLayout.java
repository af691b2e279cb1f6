// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import org.luarium.store.Hash;
import org.luarium.store.Ref;

/**
 * Where everything is in a binary cache. Paths are relative to its folder or address.
 *
 * <pre>
 * luarium-cache          "luarium-cache 1\n"
 * build/KEY              which realizations there are of one derivation in one context: references, rref:…, one per line, sorted, 1000 at most; KEY is the build key
 * manifest/DIGEST        the manifest of a realization, JSON in UTF-8, with signatures; DIGEST is the first one of its reference
 * tree/HASH.gz           a content: its tree stream, compressed with gzip (one member, no name, no time); HASH is its tree hash in hexadecimal digits
 * lock                   locked by publishers; of no use to readers
 * </pre>
 *
 * <p>A tree is there before a manifest names it, and a manifest before a list names it. Trees are never replaced, manifests only by the same with more signatures, lists only by longer
 * ones; each by one rename. What begins with a dot is being written.
 */
final class CacheLayout {
    static final String INFO = "luarium-cache";
    static final String FORMAT = "luarium-cache 1";
    static final String LOCK = "lock";
    static final String BUILDS = "build";
    static final String MANIFESTS = "manifest";
    static final String TREES = "tree";

    static final int LONGEST_INFO = 1_000;
    static final int MOST_LISTED = 1_000;
    static final int LONGEST_LIST = 1 << 20;

    private CacheLayout() {}

    static String build(String key) {
        return BUILDS + "/" + key;
    }

    static String manifest(Ref.RRef ref) {
        return MANIFESTS + "/" + ref.digest();
    }

    static String tree(Hash tree) {
        return TREES + "/" + tree.hex() + ".gz";
    }
}
