// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.lock;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * What is locked: one byte of the lock file. The file stays empty, as a lock may lie behind its end.
 *
 * @param position the byte
 * @param name what a message calls it
 */
public record LockKey(long position, String name) {
    /** Held shared by everybody who has the store open; exclusively by the sole opener. */
    public static final LockKey PRESENCE = new LockKey(0, "presence");
    /** Held for a moment while a store is opened or closed. */
    public static final LockKey GATE = new LockKey(1, "gate");
    /** Held for a moment to append to the journal. */
    public static final LockKey JOURNAL = new LockKey(2, "journal");
    /** Held shared to match and commit, exclusively to collect garbage. */
    public static final LockKey COLLECTION = new LockKey(3, "collection");

    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int DIGITS = 12;
    private static final int BITS_PER_DIGIT = 5;
    private static final long DIGESTS = 1L << 62;
    private static final long WAITERS = 1L << 60;

    /** Checks the name. */
    public LockKey {
        requireNonNull(name, "name");
    }

    /**
     * The lock of what a digest names.
     *
     * @param base32 lower case; its first 60 bits count, so two digests share a lock once in 10^18, and then only wait
     */
    public static LockKey ofDigest(String base32) {
        requireNonNull(base32, "base32");
        if (base32.length() < DIGITS) {
            throw new IllegalArgumentException(base32 + " has less than 60 bits");
        }
        long bits = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = BASE32.indexOf(base32.charAt(i));
            if (digit < 0) {
                throw new IllegalArgumentException(base32 + " is not Base32 in lower case");
            }
            bits = bits << BITS_PER_DIGIT | digit;
        }
        return new LockKey(DIGESTS | bits, base32);
    }

    /** The lock of what a UUID names. */
    public static LockKey ofUuid(UUID uuid) {
        long mixed = uuid.getMostSignificantBits() ^ Long.rotateLeft(uuid.getLeastSignificantBits(), 31);
        return new LockKey(DIGESTS | mixed >>> 4, uuid.toString());
    }

    /** The byte that those lock who wait for this key exclusively, so that others do not share it for ever. */
    long waiters() {
        return position + WAITERS;
    }

    @Override
    public String toString() {
        return name;
    }
}
