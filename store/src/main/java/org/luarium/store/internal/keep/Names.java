// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.keep;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.luarium.store.InvalidReferenceException;
import org.luarium.store.Ref;

/** The names of roots and profiles, which are names of files too. */
final class Names {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1," + Ref.LONGEST_NAME + "}");

    private Names() {}

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static boolean isName(Path file) {
        return isName(String.valueOf(file.getFileName()));
    }

    static String check(String name) {
        if (!isName(requireNonNull(name, "name"))) {
            throw new InvalidReferenceException(
                    name, "a name is 1 to " + Ref.LONGEST_NAME + " letters, digits, _ and -");
        }
        return name;
    }

    /** Anything that could be the name of a file. */
    static void checkEntry(String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf(0) >= 0) {
            throw new InvalidReferenceException(name, "the name of an entry is not empty and has no slash and no NUL");
        }
    }
}
