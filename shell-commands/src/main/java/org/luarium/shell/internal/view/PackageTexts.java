// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.List;
import java.util.stream.Collectors;

/** What several views of packages share. */
final class PackageTexts {
    private static final int MOST_SHOWN = 20;

    private PackageTexts() {}

    /** A list in one line, as far as people read it. */
    static String joined(List<?> items) {
        String shown = items.stream().limit(MOST_SHOWN).map(Object::toString).collect(Collectors.joining(", "));
        int more = items.size() - MOST_SHOWN;
        return more > 0 ? shown + " and " + more + " more" : Texts.orDash(shown);
    }

    static List<String> texts(List<?> items) {
        return items.stream().map(Object::toString).toList();
    }
}
