// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What rockspecs can refer to as {@code $(NAME)}. Immutable. */
final class Variables {
    private static final Pattern USE = Pattern.compile("\\$\\(([A-Za-z_][A-Za-z0-9_]*)\\)");

    private final SortedMap<String, String> values;

    Variables(Map<String, String> values) {
        this.values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** The names that a text refers to. */
    static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        Matcher uses = USE.matcher(text);
        while (uses.find()) {
            names.add(uses.group(1));
        }
        return names;
    }

    /** Empty if there is no such variable, as in LuaRocks. */
    String get(String name) {
        return values.getOrDefault(name, "");
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String substitute(String text) {
        return USE.matcher(text).replaceAll(use -> Matcher.quoteReplacement(get(use.group(1))));
    }

    SortedMap<String, String> substitute(Map<String, String> texts) {
        SortedMap<String, String> result = new TreeMap<>();
        texts.forEach((name, text) -> result.put(name, substitute(text)));
        return result;
    }
}
