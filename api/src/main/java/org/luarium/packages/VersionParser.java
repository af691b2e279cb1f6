// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a version apart as LuaRocks does. */
final class VersionParser {
    private static final int MAXIMUM_LENGTH = 100;
    private static final int MAXIMUM_DIGITS = 18;
    private static final int MAXIMUM_REVISION_DIGITS = 9;

    private final String text;
    private final int end;
    private final int revision;
    private final List<VersionPart> parts = new ArrayList<>();
    private int position;
    private @Nullable VersionPart word;

    VersionParser(String text) {
        this.text = text;
        check(!text.isEmpty() && text.length() <= MAXIMUM_LENGTH, "write 1 to " + MAXIMUM_LENGTH + " characters");
        check(!Notation.isSeparator(text.charAt(0)), "begin with a digit or letter");
        check(text.chars().allMatch(c -> Notation.isWord((char) c)), "write only a-z, A-Z, 0-9, '.', '_' and '-'");
        int digits = trailingDigits();
        boolean revised = digits > 0 && digits < text.length() && text.charAt(text.length() - digits - 1) == '-';
        check(!revised || digits <= MAXIMUM_REVISION_DIGITS, "a revision has at most 9 digits");
        this.end = revised ? text.length() - digits - 1 : text.length();
        this.revision = revised ? Integer.parseInt(text.substring(end + 1)) : RockVersion.NO_REVISION;
    }

    RockVersion parse() {
        while (position < end) {
            if (Notation.isDigit(text.charAt(position))) {
                number();
            } else {
                word();
            }
            while (position < end && Notation.isSeparator(text.charAt(position))) {
                position++;
            }
        }
        if (word != null) {
            parts.add(word);
        }
        return new RockVersion(text, parts, revision);
    }

    private void number() {
        int start = position;
        while (position < end && Notation.isDigit(text.charAt(position))) {
            position++;
        }
        check(position - start <= MAXIMUM_DIGITS, "a number has at most " + MAXIMUM_DIGITS + " digits");
        long number = Long.parseLong(text.substring(start, position));
        parts.add(word == null ? VersionPart.ofNumber(number) : word.followedBy(number));
        word = null;
    }

    /** Of words that follow each other the last one counts. */
    private void word() {
        int start = position;
        while (position < end && Notation.isLetter(text.charAt(position))) {
            position++;
        }
        word = VersionPart.ofWord(text.substring(start, position));
    }

    private int trailingDigits() {
        int count = 0;
        while (count < text.length() && Notation.isDigit(text.charAt(text.length() - count - 1))) {
            count++;
        }
        return count;
    }

    private void check(boolean right, String rule) {
        if (!right) {
            throw new RockSyntaxException(text, "a version", rule, null);
        }
    }
}
