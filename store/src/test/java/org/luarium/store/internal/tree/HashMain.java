// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import java.io.IOException;
import java.nio.file.Path;

/** Prints the hash of a tree, for tests that need a JVM of its own. */
final class HashMain {
    private HashMain() {}

    public static void main(String[] args) throws IOException {
        System.out.println(
                new TreeHasher(1).hash(Path.of(args[0]), Progress.NONE).hash().hex());
    }
}
