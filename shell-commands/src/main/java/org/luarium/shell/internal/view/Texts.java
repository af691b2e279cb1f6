// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.view;

import java.util.Locale;

/** Small texts that several views share. */
final class Texts {
    private Texts() {}

    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
