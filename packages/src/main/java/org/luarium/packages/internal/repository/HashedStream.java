// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.function.Supplier;

/** Fails at its end if what was read does not have a certain hash. Confined to one thread. */
final class HashedStream extends DigestInputStream {
    private final String sha256;
    private final Supplier<IOException> problem;
    private boolean ended;

    HashedStream(InputStream in, String sha256, Supplier<IOException> problem) {
        super(in, CachedFile.sha256());
        this.sha256 = sha256;
        this.problem = problem;
    }

    @Override
    public int read() throws IOException {
        return seen(super.read());
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return seen(super.read(buffer, offset, length));
    }

    /** What is skipped would not be hashed. */
    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, 8192)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private int seen(int result) throws IOException {
        if (result == -1 && !ended) {
            ended = true;
            if (!HexFormat.of().formatHex(getMessageDigest().digest()).equals(sha256)) {
                throw problem.get();
            }
        }
        return result;
    }
}
