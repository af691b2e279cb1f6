// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.inspect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luarium.store.Config;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.SelfPath;

/** Configurations for people: the canonical form, with a line for each value. */
final class ConfigText {
    private static final String KEY = "v";

    private ConfigText() {}

    /** The lines of a value of {@link Config#values}. */
    static List<String> lines(@Nullable Object value) {
        List<String> lines = new ArrayList<>();
        add(lines, "", "", value, "");
        return lines;
    }

    static String text(@Nullable Object value) {
        return String.join("\n", lines(value)) + "\n";
    }

    private static void add(List<String> lines, String indent, String label, @Nullable Object value, String end) {
        if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            lines.add(indent + label + "{");
            int left = map.size();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                left--;
                add(lines, indent + "  ", scalar(entry.getKey()) + ": ", entry.getValue(), left > 0 ? "," : "");
            }
            lines.add(indent + "}" + end);
        } else if (value instanceof List<?> list && !list.isEmpty()) {
            lines.add(indent + label + "[");
            for (int i = 0; i < list.size(); i++) {
                add(lines, indent + "  ", "", list.get(i), i < list.size() - 1 ? "," : "");
            }
            lines.add(indent + "]" + end);
        } else {
            lines.add(indent + label + scalar(value) + end);
        }
    }

    private static String scalar(@Nullable Object value) {
        if (value instanceof Ref.DRef dref) {
            return leaf("$dep", Stream.of(dref.toString()));
        } else if (value instanceof RefPath path) {
            return leaf("$dep", Stream.concat(Stream.of(path.dref().toString()), path.path().stream()));
        } else if (value instanceof SelfPath path) {
            return leaf(path.promise() ? "$self" : "$claim", path.path().stream());
        }
        // The canonical form of one value: what a configuration with nothing else in it says after its key
        String json = Config.of(single(value)).toJson();
        return json.substring(KEY.length() + 4, json.length() - 1);
    }

    private static Map<String, @Nullable Object> single(@Nullable Object value) {
        Map<String, @Nullable Object> map = new HashMap<>();
        map.put(KEY, value);
        return map;
    }

    private static String leaf(String kind, Stream<String> names) {
        return "{\"" + kind + "\": ["
                + String.join(", ", names.map(ConfigText::scalar).toList()) + "]}";
    }
}
