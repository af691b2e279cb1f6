// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** The names of entries. What is not plainly below the target is refused rather than repaired: tools repair differently. */
final class Names {
    private static final int LONGEST_PART = 255;
    private static final int SHOWN = 200;

    private Names() {}

    /** The parts of a name; none for the top of the archive itself. */
    static List<String> parts(String name, Limits limits) throws Refusal {
        checkText(name, "name", limits);
        List<String> parts = new ArrayList<>();
        for (String part : split(name)) {
            if (part.equals("..")) {
                throw new Refusal("its name leads outside by '..'; do not trust this archive");
            }
            if (part.getBytes(UTF_8).length > LONGEST_PART) {
                throw new Refusal(
                        "a part of its name is longer than " + LONGEST_PART + " bytes; pack it with shorter names");
            }
            parts.add(part);
        }
        if (parts.size() > limits.depth()) {
            throw new Refusal("it is more than " + limits.depth() + " folders deep; raise the limit if you trust it");
        }
        return parts;
    }

    /** Checks what the name of an entry and the target of a link have in common. */
    static void checkText(String text, String what, Limits limits) throws Refusal {
        if (text.isEmpty()) {
            throw new Refusal("its " + what + " is empty; pack it again");
        }
        if (text.indexOf('\0') >= 0) {
            throw new Refusal("its " + what + " contains a NUL; do not trust this archive");
        }
        if (text.indexOf('\\') >= 0) {
            throw new Refusal("its " + what + " contains a backslash; pack it with '/' between folders");
        }
        if (text.startsWith("/") || drive(text)) {
            throw new Refusal("its " + what + " is absolute; pack it with relative ones");
        }
        if (text.length() > limits.pathLength() || text.getBytes(UTF_8).length > limits.pathLength()) {
            throw new Refusal("its " + what + " is longer than " + limits.pathLength()
                    + " bytes; raise the limit if you trust it");
        }
    }

    /** The parts that count: neither empty ones nor '.'. */
    static List<String> split(String path) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        while (from <= path.length()) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            String part = path.substring(from, to);
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
            from = to + 1;
        }
        return parts;
    }

    private static boolean drive(String text) {
        return text.length() > 1
                && text.charAt(1) == ':'
                && (text.charAt(0) | 0x20) >= 'a'
                && (text.charAt(0) | 0x20) <= 'z';
    }

    /** A name as it can be shown: a terminal must not obey it. */
    static String shown(String name) {
        StringBuilder text = new StringBuilder();
        name.codePoints().limit(SHOWN).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                text.append(String.format("\\u%04x", c));
            } else {
                text.appendCodePoint(c);
            }
        });
        if (name.codePointCount(0, name.length()) > SHOWN) {
            text.append("...");
        }
        return text.toString();
    }
}
