// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

/**
 * The name of a rock. Names that differ in case only are the same name.
 *
 * @param text a letter or digit and up to 63 letters, digits, dots, dashes and underscores; all ASCII and lower case
 */
public record RockName(String text) implements Comparable<RockName> {
    private static final int MAXIMUM_LENGTH = 64;

    /**
     * Creates a name.
     *
     * @param text the name in any case
     * @throws RockSyntaxException if it is empty, too long or has other characters
     */
    public RockName {
        check(text);
        text = Notation.lowerCase(text);
    }

    private static void check(String text) {
        if (text.isEmpty() || text.length() > MAXIMUM_LENGTH) {
            throw invalid(text);
        }
        for (int i = 0; i < text.length(); i++) {
            if (!Notation.isWord(text.charAt(i)) || (i == 0 && Notation.isSeparator(text.charAt(i)))) {
                throw invalid(text);
            }
        }
    }

    private static RockSyntaxException invalid(String text) {
        return new RockSyntaxException(
                text,
                "the name of a rock",
                "write 1 to 64 of the characters a-z, 0-9, '.', '_' and '-', the first a letter or digit",
                null);
    }

    @Override
    public int compareTo(RockName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
