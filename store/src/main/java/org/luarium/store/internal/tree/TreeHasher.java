// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Finds the hash of a tree, which is defined at {@link TreeEntry}, and seals it. Thread-safe.
 *
 * <p>Links are not followed. Nobody else should write to the tree; a file that changes its size is noticed. An interrupt
 * cancels.
 */
public final class TreeHasher {
    private final int threads;

    /**
     * Creates a hasher.
     *
     * @param threads how many hash files at the same time, with the one that calls; the others live as long as a call
     */
    public TreeHasher(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads; at least 1");
        }
        this.threads = threads;
    }

    /**
     * Hashes a folder or a file.
     *
     * @throws RefusedEntryException if something in it cannot be in a tree
     * @throws TreeChangedException if a file changed meanwhile
     * @throws java.util.concurrent.CancellationException if it was cancelled
     */
    public HashedTree hash(Path tree, Progress progress) throws IOException {
        return new HashRun(tree, threads, null, progress).run();
    }

    /**
     * Hashes a folder or a file, and makes all of it read-only: files 0444 or, if executable, 0555, folders 0555, all as if
     * last changed one second after the epoch (but links, whose time Java cannot set). A file that has other hard links and
     * is not sealed yet is replaced by a copy, so that those outside the tree are neither changed nor able to change it.
     *
     * @param withTop whether the topmost folder is sealed as well
     */
    public HashedTree hashAndSeal(Path tree, boolean withTop, Progress progress) throws IOException {
        return new HashRun(tree, threads, new Sealer(tree, withTop), progress).run();
    }
}
