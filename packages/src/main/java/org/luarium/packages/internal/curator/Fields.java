// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.curator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.luarium.packages.internal.repository.Printable;

/**
 * An object of the JSON of a catalogue, read by type.
 *
 * @param where what it is, for messages
 */
record Fields(String where, Map<?, ?> values) {
    private static final int MOST_OBJECTS = 100;

    static Fields of(String where, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(where + " is no object");
        }
        return new Fields(where, map);
    }

    /** The same, called by its name from now on. */
    Fields named() {
        return values.get("name") instanceof String name
                ? new Fields(where + " '" + Printable.of(name) + "'", values)
                : this;
    }

    IllegalArgumentException wrong(String problem) {
        return new IllegalArgumentException(where + ": " + problem);
    }

    void allow(Set<String> keys) {
        for (Object key : values.keySet()) {
            if (!keys.contains(String.valueOf(key))) {
                throw wrong("'" + Printable.of(String.valueOf(key)) + "' is none of "
                        + keys.stream().sorted().toList());
            }
        }
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    long number(String key) {
        return get(key, Long.class, "whole number");
    }

    /** False if it is absent. */
    boolean flag(String key) {
        return has(key) && get(key, Boolean.class, "truth value");
    }

    /** A text that fits on a line and harms no terminal. */
    String line(String key, int longest) {
        String text = get(key, String.class, "text");
        if (text.isBlank() || text.length() > longest || text.chars().anyMatch(Fields::isControl)) {
            throw wrong("'" + key + "' is not one line of 1 to " + longest + " characters");
        }
        return text;
    }

    /** Of both ranges of control characters, and what turns the direction of text or ends lines. */
    private static boolean isControl(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    String matching(String key, Pattern pattern) {
        String text = get(key, String.class, "text");
        if (!pattern.matcher(text).matches()) {
            throw wrong("'" + key + "' is '" + Printable.of(text) + "', which is not " + pattern);
        }
        return text;
    }

    /** Objects by name; none if it is absent. */
    Map<String, Object> objects(String key) {
        Map<String, Object> objects = new TreeMap<>();
        if (has(key)) {
            Map<?, ?> found = get(key, Map.class, "object");
            found.forEach((name, value) -> objects.put(String.valueOf(name), value));
        }
        if (objects.size() > MOST_OBJECTS) {
            throw wrong("'" + key + "' has more than " + MOST_OBJECTS);
        }
        return objects;
    }

    /** Empty if it is absent. */
    List<?> list(String key, int most) {
        List<?> list = has(key) ? get(key, List.class, "list") : List.of();
        if (list.size() > most) {
            throw wrong("'" + key + "' has more than " + most);
        }
        return list;
    }

    List<String> texts(String key, int most) {
        List<String> texts = new ArrayList<>();
        for (Object item : list(key, most)) {
            if (!(item instanceof String text)) {
                throw wrong("'" + key + "' has something that is no text");
            }
            texts.add(text);
        }
        return texts;
    }

    private <T> T get(String key, Class<T> type, String kind) {
        Object found = values.get(key);
        if (!type.isInstance(found)) {
            throw wrong("'" + key + "' is missing or no " + kind);
        }
        return type.cast(found);
    }
}
