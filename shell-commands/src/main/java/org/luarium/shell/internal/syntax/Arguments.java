// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.syntax;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The words of one call, sorted by {@link Syntax}. */
public final class Arguments {
    private final Map<String, List<String>> values;
    private final Map<String, String> options;

    Arguments(Map<String, List<String>> values, Map<String, String> options) {
        this.values = values;
        this.options = options;
    }

    /** The word of a parameter that is required. */
    public String value(String parameter) {
        return values(parameter).get(0);
    }

    public Optional<String> find(String parameter) {
        return values(parameter).stream().findFirst();
    }

    public List<String> values(String parameter) {
        return values.getOrDefault(parameter, List.of());
    }

    public boolean flag(String option) {
        return options.containsKey(option);
    }

    public Optional<String> option(String option) {
        return Optional.ofNullable(options.get(option));
    }

    /** What stands in the value of an option with commas between; empty if it is absent. */
    public List<String> list(String option) {
        return Arrays.stream(option(option).orElse("").split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    public Optional<Duration> duration(String option) {
        return option(option).map(named(option, Quantities::duration));
    }

    public Optional<Long> size(String option) {
        return option(option).map(named(option, Quantities::size));
    }

    public Optional<Integer> number(String option, int least) {
        return option(option).map(named(option, text -> Quantities.number(text, least, Integer.MAX_VALUE)));
    }

    public <E extends Enum<E>> Optional<E> choice(String option, Class<E> type) {
        return option(option).map(named(option, text -> constant(text, type)));
    }

    private static <E extends Enum<E>> E constant(String text, Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equalsIgnoreCase(text.replace('-', '_')))
                .findFirst()
                .orElseThrow(() -> new UsageException("'" + Syntax.shortened(text) + "' is not one of " + names(type)));
    }

    private static <E extends Enum<E>> String names(Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(", "));
    }

    private static <T> Function<String, T> named(String option, Function<String, T> reader) {
        return text -> {
            try {
                return reader.apply(text);
            } catch (UsageException e) {
                throw new UsageException(option + ": " + e.getMessage());
            }
        };
    }
}
