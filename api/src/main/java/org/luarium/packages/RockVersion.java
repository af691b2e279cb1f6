// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A version of a rock, such as {@code 1.15.0-1}: numbers and words, and perhaps the revision of its rockspec.
 *
 * <p>Versions relate to each other as LuaRocks says, only that numbers are exact. {@code scm}, {@code dev} and
 * {@code cvs} are newer than all numbers; {@code rc}, {@code pre}, {@code beta} and {@code alpha} are older than what
 * they precede. A missing number is 0 to {@link #isLessThan}, but not to {@link #isSameAs}: of {@code 1.0} and
 * {@code 1.0.0} none is less and they are not the same. A revision counts only where both versions have one.
 *
 * <p>That is no total order. {@link #compareTo} is one, and agrees with {@link #isLessThan} where that decides.
 * {@link #equals} compares texts, as does the order in the end.
 */
public final class RockVersion implements Comparable<RockVersion> {
    static final int NO_REVISION = -1;

    private final String text;
    private final List<VersionPart> parts;
    private final int revision;

    RockVersion(String text, List<VersionPart> parts, int revision) {
        this.text = text;
        this.parts = List.copyOf(parts);
        this.revision = revision;
    }

    /**
     * Reads a version.
     *
     * @param text up to 100 ASCII letters, digits, dots, dashes and underscores; begins with a letter or digit; no
     *     number has more than 18 digits and no revision more than 9
     * @return the version
     * @throws RockSyntaxException if it is anything else
     */
    public static RockVersion of(String text) {
        return new VersionParser(text).parse();
    }

    /**
     * The revision of the rockspec.
     *
     * @return the number after the last dash, or empty if the version does not end like that
     */
    public OptionalInt revision() {
        return revision == NO_REVISION ? OptionalInt.empty() : OptionalInt.of(revision);
    }

    /**
     * Whether this version is older than the other, as LuaRocks says.
     *
     * @param other a version
     * @return what {@code <} of constraints says
     */
    public boolean isLessThan(RockVersion other) {
        int order = compareParts(other);
        return order < 0 || (order == 0 && hasRevision() && other.hasRevision() && revision < other.revision);
    }

    /**
     * Whether this version is the other, as LuaRocks says.
     *
     * @param other a version
     * @return what {@code ==} of constraints says
     */
    public boolean isSameAs(RockVersion other) {
        return parts.equals(other.parts) && (!hasRevision() || !other.hasRevision() || revision == other.revision);
    }

    /**
     * Whether this version is one of those that the other stands for: 2.1.3-1 starts with 2.1, and so does 2.1, but
     * 2.10 does not. If the other has a revision, this one has to have the same.
     *
     * @param prefix a version
     * @return what {@code ~>} of constraints says
     */
    public boolean startsWith(RockVersion prefix) {
        for (int i = 0; i < prefix.parts.size(); i++) {
            if (!prefix.parts.get(i).equals(part(i))) {
                return false;
            }
        }
        return !prefix.hasRevision() || revision == prefix.revision;
    }

    /**
     * Compares by numbers; then a version without revision is older than one with; then by revision, by count of
     * numbers, and by text.
     */
    @Override
    public int compareTo(RockVersion other) {
        int order = compareParts(other);
        if (order == 0) {
            order = Integer.compare(revision, other.revision);
        }
        if (order == 0) {
            order = Integer.compare(parts.size(), other.parts.size());
        }
        return order == 0 ? text.compareTo(other.text) : order;
    }

    private int compareParts(RockVersion other) {
        int count = Math.max(parts.size(), other.parts.size());
        for (int i = 0; i < count; i++) {
            int order = part(i).compareTo(other.part(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private VersionPart part(int index) {
        return index < parts.size() ? parts.get(index) : VersionPart.ZERO;
    }

    private boolean hasRevision() {
        return revision != NO_REVISION;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RockVersion version && text.equals(version.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The version as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
