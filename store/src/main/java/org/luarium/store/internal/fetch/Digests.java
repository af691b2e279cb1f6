// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luarium.store.Hash;
import org.luarium.store.HashMismatchException;

/** The hashes of a stream that is still coming. Confined to one thread. */
final class Digests {
    private final Optional<String> expected256;
    private final Optional<String> expected1;
    private final MessageDigest sha256 = digest("SHA-256");
    private final @Nullable MessageDigest sha1;
    private long size;

    Digests(FetchRequest request) {
        expected256 = request.sha256();
        expected1 = request.sha1();
        sha1 = expected1.isPresent() ? digest("SHA-1") : null;
    }

    void update(ByteBuffer bytes) {
        size += bytes.remaining();
        if (sha1 != null) {
            sha1.update(bytes.duplicate());
        }
        sha256.update(bytes.duplicate());
    }

    void reset() {
        size = 0;
        sha256.reset();
        if (sha1 != null) {
            sha1.reset();
        }
    }

    long size() {
        return size;
    }

    /**
     * Ends the stream.
     *
     * @throws HashMismatchException if it is not what was expected
     */
    Hash check(String source) {
        String actual256 = HexFormat.of().formatHex(sha256.digest());
        if (expected256.isPresent() && !actual256.equals(expected256.get())) {
            throw new HashMismatchException(source, "sha256:" + expected256.get(), "sha256:" + actual256);
        }
        if (sha1 != null) {
            String actual1 = HexFormat.of().formatHex(sha1.digest());
            if (expected1.isPresent() && !actual1.equals(expected1.get())) {
                throw new HashMismatchException(source, "sha1:" + expected1.get(), "sha1:" + actual1);
            }
        }
        return new Hash(actual256);
    }

    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
