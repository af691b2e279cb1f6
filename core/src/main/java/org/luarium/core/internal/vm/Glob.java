// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.util.regex.Pattern;

/** Patterns for ids: {@code *} for any text, {@code ?} for any character. */
final class Glob {
    private Glob() {}

    static Pattern compile(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString());
    }
}
