// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;

/** How references and paths are written. */
final class Syntax {
    private static final int DIGEST_LENGTH = 32;
    private static final int HASH_LENGTH = 64;
    private static final String DERIVATION = "dref:";
    private static final String REALIZATION = "rref:";

    private static final int ASCII = 128;
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
    private static final byte[] DIGEST_CHARACTERS = table(LETTERS + "234567");
    private static final byte[] HASH_CHARACTERS = table("0123456789abcdef");
    private static final byte[] NAME_CHARACTERS = table(LETTERS + LETTERS.toUpperCase(Locale.ROOT) + "0123456789_-");

    private Syntax() {}

    /** All this is done by hand, as a store reads a hundred thousand of them when it is opened. */
    static Ref parse(String text) {
        int first = DERIVATION.length();
        int second = first + DIGEST_LENGTH + 1;
        int third = second + DIGEST_LENGTH + 1;
        try {
            if (text.startsWith(DERIVATION) && isDash(text, second - 1)) {
                return new Ref.DRef(text.substring(first, second - 1), text.substring(second));
            } else if (text.startsWith(REALIZATION) && isDash(text, second - 1) && isDash(text, third - 1)) {
                return new Ref.RRef(
                        text.substring(first, second - 1),
                        new Ref.DRef(text.substring(second, third - 1), text.substring(third)));
            }
        } catch (InvalidReferenceException e) {
            // said below, of the whole text
        }
        throw new InvalidReferenceException(
                text,
                "write dref:<digest>-<name> or rref:<digest>-<digest>-<name>, a digest being 32 letters a-z and digits 2-7");
    }

    private static boolean isDash(String text, int index) {
        return text.length() > index && text.charAt(index) == '-';
    }

    static void checkDigest(String text) {
        if (requireNonNull(text, "digest").length() != DIGEST_LENGTH || !isAllOf(DIGEST_CHARACTERS, text)) {
            throw new InvalidReferenceException(text, "a digest is 32 letters a-z and digits 2-7");
        }
    }

    /** Looks up each character without a branch, as no processor can guess those of a digest. */
    private static boolean isAllOf(byte[] characters, String text) {
        int all = 1;
        int bits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            all &= characters[c % ASCII];
            bits |= c;
        }
        return all == 1 && bits < ASCII;
    }

    /** For each character of ASCII, 1 if it is one of these. */
    private static byte[] table(String characters) {
        byte[] table = new byte[ASCII];
        characters.chars().forEach(c -> table[c] = 1);
        return table;
    }

    static void checkHash(String text) {
        if (requireNonNull(text, "hash").length() != HASH_LENGTH || !isAllOf(HASH_CHARACTERS, text)) {
            throw new InvalidReferenceException(text, "a SHA-256 hash is 64 hexadecimal digits");
        }
    }

    static void checkName(String text) {
        if (!isName(text)) {
            throw new InvalidReferenceException(
                    text, "a name is 1 to " + Ref.LONGEST_NAME + " letters, digits, _ and -");
        }
    }

    static boolean isName(String text) {
        int length = requireNonNull(text, "name").length();
        return length > 0 && length <= Ref.LONGEST_NAME && isAllOf(NAME_CHARACTERS, text);
    }

    static List<String> path(List<String> path) {
        List<String> copy = List.copyOf(path);
        for (String name : copy) {
            if (name.isEmpty()
                    || name.equals(".")
                    || name.equals("..")
                    || name.indexOf('/') >= 0
                    || name.indexOf(0) >= 0) {
                throw new InvalidConfigException(
                        "the path " + copy, "has a name that cannot be that of a file: '" + name + "'");
            }
        }
        return copy;
    }
}
