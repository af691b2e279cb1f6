// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Copies a tree of values and writes it down in the one form that equal trees have in every JVM, in one pass. */
final class CanonicalTree {
    private static final int DEEPEST = 100;
    private static final int DOUBLE_DIGITS = 17;

    private static final int USUAL_LENGTH = 1_000;
    private static final Place TOP = new Place(null, "", -1);

    private final StringBuilder json = new StringBuilder(USUAL_LENGTH);
    private final SortedSet<Ref.DRef> dependencies = new TreeSet<>();
    private final List<SelfPath> promises = new ArrayList<>();

    /** Where a value is, written down only if there is something wrong with it. */
    private record Place(@Nullable Place outer, String key, int index) {
        Place at(String name) {
            return new Place(this, name, -1);
        }

        Place at(int number) {
            return new Place(this, "", number);
        }

        @Override
        public String toString() {
            if (outer == null) {
                return "";
            }
            String before = outer.toString();
            return index >= 0 ? before + "[" + index + "]" : before.isEmpty() ? key : before + "." + key;
        }
    }

    SortedMap<String, @Nullable Object> copy(Map<String, ?> source) {
        SortedMap<String, @Nullable Object> copy = map(source, TOP, 0);
        if (json.length() > Config.LARGEST) {
            throw new InvalidConfigException(
                    "it", "is larger than " + Config.LARGEST + " characters; put data into a file");
        }
        return copy;
    }

    String json() {
        return json.toString();
    }

    SortedSet<Ref.DRef> dependencies() {
        return dependencies;
    }

    List<SelfPath> promises() {
        return promises;
    }

    private @Nullable Object value(@Nullable Object value, Place place, int depth) {
        if (depth > DEEPEST) {
            throw new InvalidConfigException(place.toString(), "is nested deeper than " + DEEPEST);
        }
        if (value == null) {
            json.append("null");
            return null;
        } else if (value instanceof String text) {
            string(text);
            return text;
        } else if (value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte) {
            long number = ((Number) value).longValue();
            json.append(number);
            return number;
        } else if (value instanceof Double || value instanceof Float) {
            return decimal(((Number) value).doubleValue(), place);
        } else if (value instanceof Boolean flag) {
            json.append(flag.booleanValue());
            return flag;
        } else if (value instanceof Ref.DRef dref) {
            return dependency(new RefPath(dref, List.of()));
        } else if (value instanceof RefPath refPath) {
            return dependency(refPath);
        } else if (value instanceof SelfPath selfPath) {
            return self(selfPath);
        } else if (value instanceof List<?> list) {
            return list(list, place, depth);
        } else if (value instanceof Map<?, ?> map) {
            return map(map, place, depth);
        } else if (value instanceof Ref.RRef) {
            throw new InvalidConfigException(
                    place.toString(),
                    "is a realization, and a configuration names derivations; use its dref and an exact matcher");
        }
        throw new InvalidConfigException(
                place.toString(),
                "is a " + value.getClass().getTypeName()
                        + "; use texts, whole and decimal numbers, truth values, null, lists, maps and references");
    }

    private SortedMap<String, @Nullable Object> map(Map<?, ?> source, Place place, int depth) {
        SortedMap<String, @Nullable Object> sorted = new TreeMap<>();
        for (Map.Entry<?, ?> entry : source.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw new InvalidConfigException(
                        place.at(String.valueOf(entry.getKey())).toString(), "has a key that is no text");
            }
            if (key.startsWith("$")) {
                throw new InvalidConfigException(
                        place.at(key).toString(), "has a reserved key: those that begin with $ are for references");
            }
            sorted.put(key, entry.getValue());
        }
        json.append('{');
        String separator = "";
        for (Map.Entry<String, @Nullable Object> entry : sorted.entrySet()) {
            json.append(separator);
            string(entry.getKey());
            json.append(':');
            entry.setValue(value(entry.getValue(), place.at(entry.getKey()), depth + 1));
            separator = ",";
        }
        json.append('}');
        return Collections.unmodifiableSortedMap(sorted);
    }

    private List<@Nullable Object> list(List<?> source, Place place, int depth) {
        List<@Nullable Object> copy = new ArrayList<>(source.size());
        json.append('[');
        for (Object item : source) {
            if (!copy.isEmpty()) {
                json.append(',');
            }
            copy.add(value(item, place.at(copy.size()), depth + 1));
        }
        json.append(']');
        return Collections.unmodifiableList(copy);
    }

    private Object dependency(RefPath refPath) {
        Ref.DRef dref = refPath.dref();
        dependencies.add(dref);
        json.append("{\"$dep\":[\"dref:").append(dref.digest());
        json.append('-').append(dref.name()).append('"');
        refPath.path().forEach(name -> {
            json.append(',');
            string(name);
        });
        json.append("]}");
        return refPath.path().isEmpty() ? dref : refPath;
    }

    private SelfPath self(SelfPath selfPath) {
        if (selfPath.promise()) {
            promises.add(selfPath);
        }
        json.append(selfPath.promise() ? "{\"$self\":[" : "{\"$claim\":[");
        String separator = "";
        for (String name : selfPath.path()) {
            json.append(separator);
            string(name);
            separator = ",";
        }
        json.append("]}");
        return selfPath;
    }

    /** Not Double.toString, which JDK 19 changed: the fewest digits that read as the same number, and always an exponent, as in 1.5E0. */
    private double decimal(double number, Place place) {
        if (!Double.isFinite(number)) {
            throw new InvalidConfigException(place.toString(), "is " + number + ", which JSON cannot say");
        }
        if (number == 0) {
            json.append(1 / number < 0 ? "-0.0E0" : "0.0E0");
            return number;
        }
        BigDecimal exact = new BigDecimal(number);
        BigDecimal shortest = exact;
        for (int digits = 1; digits <= DOUBLE_DIGITS; digits++) {
            shortest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (shortest.doubleValue() == number) {
                break;
            }
        }
        shortest = shortest.stripTrailingZeros();
        String digits = shortest.unscaledValue().abs().toString();
        long exponent = digits.length() - 1L - shortest.scale();
        json.append(number < 0 ? "-" : "").append(digits.charAt(0)).append('.');
        json.append(digits.length() == 1 ? "0" : digits.substring(1))
                .append('E')
                .append(exponent);
        return number;
    }

    private void string(String text) {
        int plain = plain(text);
        if (plain == text.length()) {
            json.append('"').append(text).append('"'); // in one copy
            return;
        }
        json.append('"').append(text, 0, plain);
        for (int i = plain; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || isUnpaired(text, i)) {
                json.append("\\u").append(hex(c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }

    /** How many characters at the beginning are written as they are, all of them as a rule. */
    private static int plain(String text) {
        int i = 0;
        while (i < text.length() && isPlain(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7F && c != '"' && c != '\\';
    }

    private static boolean isUnpaired(String text, int index) {
        char c = text.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(c) && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }

    private static String hex(char c) {
        String digits = Integer.toHexString(c);
        return "0".repeat(4 - digits.length()) + digits;
    }
}
