// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import java.util.Comparator;
import java.util.Map;

/**
 * A number of a version. LuaRocks makes numbers of words as well, and a number after a word becomes a fraction of it:
 * 1.0rc2 is 1, 0, -1000 + 2/100000. Here that is exact.
 */
record VersionPart(long whole, int fraction) implements Comparable<VersionPart> {
    static final VersionPart ZERO = new VersionPart(0, 0);

    private static final int DENOMINATOR = 100_000;
    private static final int PER_CHARACTER = DENOMINATOR / 1000;
    private static final Map<String, Integer> WORDS = Map.of(
            "dev", 120_000_000,
            "scm", 110_000_000,
            "cvs", 100_000_000,
            "rc", -1000,
            "pre", -10_000,
            "beta", -100_000,
            "alpha", -1_000_000);
    private static final Comparator<VersionPart> ORDER =
            Comparator.comparingLong(VersionPart::whole).thenComparingInt(VersionPart::fraction);

    static VersionPart ofNumber(long number) {
        return new VersionPart(number, 0);
    }

    /** Words without a meaning count by their first letter. */
    static VersionPart ofWord(String word) {
        Integer value = WORDS.get(word);
        return value == null ? new VersionPart(0, word.charAt(0) * PER_CHARACTER) : new VersionPart(value, 0);
    }

    VersionPart followedBy(long number) {
        long sum = fraction + number;
        return new VersionPart(whole + sum / DENOMINATOR, (int) (sum % DENOMINATOR));
    }

    @Override
    public int compareTo(VersionPart other) {
        return ORDER.compare(this, other);
    }
}
