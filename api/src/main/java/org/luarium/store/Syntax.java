// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.util.regex.Pattern;

/** How references are written. */
final class Syntax {
    static final Pattern DIGEST = Pattern.compile("[a-z2-7]{32}");
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1," + Ref.LONGEST_NAME + "}");
    static final Pattern REFERENCE = Pattern.compile(
            "dref:(" + DIGEST + ")-(" + NAME + ")|rref:(" + DIGEST + ")-(" + DIGEST + ")-(" + NAME + ")");

    private Syntax() {}

    static void check(String text, Pattern pattern, String rule) {
        if (!pattern.matcher(text).matches()) {
            throw new InvalidReferenceException(text, rule);
        }
    }
}
