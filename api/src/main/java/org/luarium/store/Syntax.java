// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Pattern;

/** How references and paths are written. */
final class Syntax {
    static final Pattern DIGEST = Pattern.compile("[a-z2-7]{32}");
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1," + Ref.LONGEST_NAME + "}");
    static final Pattern REFERENCE = Pattern.compile(
            "dref:(" + DIGEST + ")-(" + NAME + ")|rref:(" + DIGEST + ")-(" + DIGEST + ")-(" + NAME + ")");

    private Syntax() {}

    static void check(String text, Pattern pattern, String rule) {
        if (!pattern.matcher(requireNonNull(text, "text")).matches()) {
            throw new InvalidReferenceException(text, rule);
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
