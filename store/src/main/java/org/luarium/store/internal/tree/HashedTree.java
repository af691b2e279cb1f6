// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import java.nio.file.Path;
import java.util.List;
import org.luarium.store.Hash;

/**
 * What was found out about a tree.
 *
 * @param hash of all that counts
 * @param size bytes in files
 * @param files their number
 * @param escapingLinks links that lead out of the tree, relative to its top, sorted
 */
public record HashedTree(Hash hash, long size, long files, List<Path> escapingLinks) {
    public HashedTree {
        escapingLinks = escapingLinks.stream().sorted().toList();
    }
}
