// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Pattern;

/** How references and paths are written. */
final class Syntax {
    private static final int DIGEST_LENGTH = 32;
    private static final String DIGEST = "[a-z2-7]{" + DIGEST_LENGTH + "}";
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1," + Ref.LONGEST_NAME + "}");
    static final Pattern REFERENCE = Pattern.compile(
            "dref:(" + DIGEST + ")-(" + NAME + ")|rref:(" + DIGEST + ")-(" + DIGEST + ")-(" + NAME + ")");

    private Syntax() {}

    /** By hand, as a store reads a hundred thousand of them when it is opened. */
    static void checkDigest(String text) {
        boolean good = requireNonNull(text, "digest").length() == DIGEST_LENGTH;
        for (int i = 0; good && i < DIGEST_LENGTH; i++) {
            char c = text.charAt(i);
            good = (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7');
        }
        if (!good) {
            throw new InvalidReferenceException(text, "a digest is 32 letters a-z and digits 2-7");
        }
    }

    static void checkName(String text) {
        int length = requireNonNull(text, "name").length();
        boolean good = length > 0 && length <= Ref.LONGEST_NAME;
        for (int i = 0; good && i < length; i++) {
            char c = text.charAt(i);
            good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        }
        if (!good) {
            throw new InvalidReferenceException(
                    text, "a name is 1 to " + Ref.LONGEST_NAME + " letters, digits, _ and -");
        }
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
