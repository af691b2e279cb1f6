// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What the index of a repository says of itself.
 *
 * @param serial grows with each one; one with a smaller number than was seen before is refused
 * @param expires until when it counts; without it, nobody can tell that newer ones are kept away
 * @param signed whether it is signed, so that only the one who has the key can make another
 */
public record IndexInfo(long serial, Optional<Instant> expires, boolean signed) {
    /**
     * Creates an information.
     *
     * @param serial grows with each one
     * @param expires until when it counts
     * @param signed whether it is signed
     */
    public IndexInfo {
        requireNonNull(expires, "expires");
    }
}
