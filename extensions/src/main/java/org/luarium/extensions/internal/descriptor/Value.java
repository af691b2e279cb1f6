// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.descriptor;

import java.lang.reflect.Array;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What stands behind a key. Everything that is not what it should be is an {@link IllegalArgumentException} that names the key and what may stand there. */
record Value(String key, List<String> items) {
    private static final int LONGEST_SHOWN = 100;
    private static final String UNITS = "KMGT";
    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*([KMGT]?)(?:i?B)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");

    /** Of a text, whose items are separated by commas, or of an array or collection. */
    static Value of(String key, Object given) {
        if (given instanceof Collection<?> several) {
            return new Value(key, several.stream().map(String::valueOf).toList());
        }
        if (given.getClass().isArray()) {
            List<String> items = new ArrayList<>();
            for (int i = 0; i < Array.getLength(given); i++) {
                items.add(String.valueOf(Array.get(given, i)));
            }
            return new Value(key, items);
        }
        return new Value(key, List.of(given.toString()));
    }

    String text() {
        if (items.size() != 1) {
            throw wrong("is not one value, which it has to be");
        }
        return items.get(0).strip();
    }

    List<String> list() {
        return items.stream()
                .flatMap(item -> Arrays.stream(item.split(",")))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }

    boolean flag() {
        return switch (text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong("is neither true nor false");
        };
    }

    int count() {
        try {
            return Integer.parseInt(text());
        } catch (NumberFormatException e) {
            throw wrong("is no whole number such as 64");
        }
    }

    long bytes() {
        Matcher size = SIZE.matcher(text());
        if (!size.matches()) {
            throw wrong("is no size; write a number of bytes, or one with K, M, G or T, such as 64M");
        }
        String unit = size.group(2).toUpperCase(Locale.ROOT);
        int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit) + 1;
        BigInteger bytes = new BigInteger(size.group(1)).shiftLeft(10 * power);
        return bytes.min(BigInteger.valueOf(Long.MAX_VALUE)).longValue();
    }

    Duration time() {
        Matcher time = TIME.matcher(text());
        if (!time.matches()) {
            try {
                return Duration.parse(text());
            } catch (DateTimeParseException e) {
                throw wrong("is no duration; write a number with ms, s, m or h, such as 10s");
            }
        }
        long number = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    <E extends Enum<E>> E choice(Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (word(constant).equalsIgnoreCase(text())) {
                return constant;
            }
        }
        throw wrong("is none of "
                + Arrays.stream(type.getEnumConstants()).map(Value::word).collect(Collectors.joining(", ")));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    List<Path> absolutePaths() {
        List<Path> paths = new ArrayList<>();
        for (String item : list()) {
            Path path;
            try {
                path = Path.of(item);
            } catch (InvalidPathException e) {
                throw wrong("is no path: " + e.getReason());
            }
            if (!path.isAbsolute()) {
                throw wrong("is not absolute, which a path of the host has to be");
            }
            paths.add(path);
        }
        return paths;
    }

    IllegalArgumentException wrong(String what) {
        String shown = String.join(",", items).replaceAll("\\p{Cntrl}", "?");
        return new IllegalArgumentException(key + ": '"
                + (shown.length() > LONGEST_SHOWN ? shown.substring(0, LONGEST_SHOWN) + "…" : shown) + "' " + what);
    }
}
