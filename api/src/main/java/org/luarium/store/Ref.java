// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

/**
 * The name of a derivation or of a realization. Immutable; ordered by its text.
 *
 * <p>The digests are 160 bits in 32 characters of Base32 (RFC 4648, lower case). How they are computed is written in docs/store.md.
 */
public sealed interface Ref extends Comparable<Ref> permits Ref.DRef, Ref.RRef {
    /** The longest name of a derivation, in characters. */
    int LONGEST_NAME = 120;

    /**
     * The name of the derivation, the last part of the text.
     *
     * @return letters, digits, {@code _} and {@code -}
     */
    String name();

    /**
     * Reads a reference. The inverse of {@link Object#toString() its text}.
     *
     * @param text such as {@code dref:<digest>-<name>} or {@code rref:<digest>-<digest>-<name>}
     * @return a DRef or an RRef
     * @throws InvalidReferenceException if the text is anything else
     */
    static Ref parse(String text) {
        return Syntax.parse(requireNonNull(text, "text"));
    }

    /** Compares as the texts would, without writing them. */
    @Override
    default int compareTo(Ref other) {
        if (this instanceof DRef left) {
            return other instanceof DRef right ? compare(left, right) : -1;
        } else if (this instanceof RRef left && other instanceof RRef right) {
            int byDigest = left.digest().compareTo(right.digest());
            return byDigest != 0 ? byDigest : compare(left.dref(), right.dref());
        }
        return 1;
    }

    private static int compare(DRef left, DRef right) {
        int byDigest = left.digest().compareTo(right.digest());
        return byDigest != 0 ? byDigest : left.name().compareTo(right.name());
    }

    /**
     * The name of a derivation: how something is made, from what.
     *
     * @param digest of its configuration and its realizer
     * @param name for people
     */
    record DRef(String digest, String name) implements Ref {
        /**
         * Creates a name.
         *
         * @param digest of its configuration and its realizer
         * @param name for people
         * @throws InvalidReferenceException if digest or name have another form
         */
        public DRef {
            Syntax.checkDigest(digest);
            Syntax.checkName(name);
        }

        /**
         * Reads the name of a derivation.
         *
         * @param text {@code dref:<digest>-<name>}
         * @return the same name
         * @throws InvalidReferenceException if the text is anything else
         */
        public static DRef parse(String text) {
            if (Ref.parse(text) instanceof DRef dref) {
                return dref;
            }
            throw new InvalidReferenceException(text, "a derivation (dref:…) is wanted here, this is a realization");
        }

        /** By hand, as what a record does by itself takes four times as long, which whoever walks through a graph of thousands feels. */
        @Override
        public boolean equals(Object other) {
            return this == other
                    || (other instanceof DRef that && digest.equals(that.digest) && name.equals(that.name));
        }

        /** The digest alone tells derivations apart. */
        @Override
        public int hashCode() {
            return digest.hashCode();
        }

        @Override
        public String toString() {
            return "dref:" + digest + "-" + name;
        }
    }

    /**
     * The name of a realization: what was made, in what context.
     *
     * @param digest of its derivation, its context and its content
     * @param dref how it was made
     */
    record RRef(String digest, DRef dref) implements Ref {
        /**
         * Creates a name.
         *
         * @param digest of its derivation, its context and its content
         * @param dref how it was made
         * @throws InvalidReferenceException if the digest has another form
         */
        public RRef {
            Syntax.checkDigest(digest);
            requireNonNull(dref, "dref");
        }

        /**
         * Reads the name of a realization.
         *
         * @param text {@code rref:<digest>-<digest>-<name>}
         * @return the same name
         * @throws InvalidReferenceException if the text is anything else
         */
        public static RRef parse(String text) {
            if (Ref.parse(text) instanceof RRef rref) {
                return rref;
            }
            throw new InvalidReferenceException(text, "a realization (rref:…) is wanted here, this is a derivation");
        }

        @Override
        public String name() {
            return dref.name();
        }

        /** As of a derivation. */
        @Override
        public boolean equals(Object other) {
            return this == other
                    || (other instanceof RRef that && digest.equals(that.digest) && dref.equals(that.dref));
        }

        /** As of a derivation. */
        @Override
        public int hashCode() {
            return digest.hashCode();
        }

        @Override
        public String toString() {
            return "rref:" + digest + "-" + dref.digest() + "-" + dref.name();
        }
    }
}
