// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.rockspec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.luarium.value.LuaBoolean;
import org.luarium.value.LuaInteger;
import org.luarium.value.LuaString;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;

/** A table of a rockspec, read by name and type. What is missing is empty; what is of another type is a {@link Problem}. */
final class Fields {
    private static final int LONGEST_TEXT = 1 << 16;
    private static final int MOST_ITEMS = 5000;
    private static final String PLATFORMS = "platforms";

    private final String path;
    private final Map<Object, Object> values;

    private Fields(String path, Map<Object, Object> values) {
        this.path = path;
        this.values = values;
    }

    static Fields of(LuaTable table) {
        return new Fields("", map(table));
    }

    private static Map<Object, Object> map(LuaTable table) {
        Map<Object, Object> map = new LinkedHashMap<>();
        table.asMap().forEach((key, value) -> {
            Object name = key instanceof LuaInteger index ? index.value() : key.display();
            map.put(name, value instanceof LuaTable inner ? map(inner) : value);
        });
        return map;
    }

    String text(String key) {
        Object value = values.get(key);
        return value == null ? "" : asText(where(key), value);
    }

    String required(String key) {
        String text = text(key);
        if (text.isEmpty()) {
            throw new Problem(where(key) + " is missing");
        }
        return text;
    }

    boolean flag(String key, boolean unsaid) {
        Object value = values.get(key);
        if (value == null) {
            return unsaid;
        }
        if (!(value instanceof LuaBoolean flag)) {
            throw new Problem(where(key) + " is a " + type(value) + ", and has to be true or false");
        }
        return flag.value();
    }

    /** A list of texts, or one text alone. */
    List<String> texts(String key) {
        Object value = values.get(key);
        if (value == null) {
            return List.of();
        }
        return value instanceof Map<?, ?> ? table(key).texts() : List.of(asText(where(key), value));
    }

    /** The texts of this table, which has to be a list. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int i = 1; i <= values.size(); i++) {
            Object item = values.get((long) i);
            if (item == null) {
                throw new Problem(path + " has to be a list of texts");
            }
            texts.add(asText(path + "." + i, item));
        }
        return texts;
    }

    Fields table(String key) {
        Object value = values.get(key);
        return value == null ? new Fields(where(key), Map.of()) : asTable(where(key), value);
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** What a reader makes of each entry that has a name. */
    <T> Map<String, T> named(EntryReader<T> reader) {
        checkSize();
        Map<String, T> result = new TreeMap<>();
        values.forEach((key, value) -> {
            if (!(key instanceof String name)) {
                throw new Problem(path + " has an entry without a name");
            }
            result.put(name, reader.read(where(name), value));
        });
        return result;
    }

    /** All entries; those of the list have an empty name. */
    <T> List<T> entries(PairReader<T> reader) {
        checkSize();
        List<T> result = new ArrayList<>();
        values.forEach((key, value) -> {
            String name = key instanceof String text ? text : "";
            result.add(reader.read(name, asText(where(String.valueOf(key)), value)));
        });
        return result;
    }

    /** Reads the value of an entry. */
    interface EntryReader<T> {
        T read(String path, Object value);
    }

    /** Reads an entry. */
    interface PairReader<T> {
        T read(String name, String value);
    }

    /** With what this table says for platforms in the place of what it says for all, the later the better. */
    Fields forPlatforms(List<String> platforms) {
        if (!values.containsKey(PLATFORMS)) {
            return this;
        }
        Fields overrides = table(PLATFORMS);
        Map<Object, Object> merged = new LinkedHashMap<>(values);
        merged.remove(PLATFORMS);
        for (String platform : platforms) {
            merge(merged, overrides.table(platform).values);
        }
        return new Fields(path, merged);
    }

    private static void merge(Map<Object, Object> target, Map<Object, Object> source) {
        source.forEach((key, value) -> target.put(key, merged(target.get(key), value)));
    }

    private static Object merged(@Nullable Object old, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<Object, Object> copy = new LinkedHashMap<>();
        if (old instanceof Map<?, ?> oldMap) {
            copy.putAll(oldMap);
        }
        merge(copy, Collections.unmodifiableMap(new LinkedHashMap<>(map)));
        return copy;
    }

    static String asText(String path, Object value) {
        if (!(value instanceof LuaString text)) {
            throw new Problem(path + " is a " + type(value) + ", and has to be a text");
        }
        if (text.length() > LONGEST_TEXT) {
            throw new Problem(path + " is longer than " + LONGEST_TEXT + " bytes");
        }
        return text.asString();
    }

    static Fields asTable(String path, Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new Problem(path + " is a " + type(value) + ", and has to be a table");
        }
        return new Fields(path, Collections.unmodifiableMap(new LinkedHashMap<>(map)));
    }

    private static String type(Object value) {
        return value instanceof LuaValue lua ? lua.typeName() : "table";
    }

    private void checkSize() {
        if (values.size() > MOST_ITEMS) {
            throw new Problem(path + " has more than " + MOST_ITEMS + " entries");
        }
    }

    private String where(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
