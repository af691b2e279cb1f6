// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.syntax;

import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Patterns of ids, with {@code *} for anything and {@code ?} for one character. */
public final class Glob {
    private Glob() {}

    public static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }

    /** For the parameter GLOB of a listing; everything without it. */
    public static <T> Predicate<T> of(Arguments arguments, Function<T, String> name) {
        Predicate<String> wanted = of(arguments.find("GLOB").orElse("*"));
        return listed -> wanted.test(name.apply(listed));
    }

    public static Predicate<String> of(String pattern) {
        String expression = pattern.codePoints()
                .mapToObj(Character::toString)
                .map(c -> c.equals("*") ? ".*" : c.equals("?") ? "." : Pattern.quote(c))
                .collect(Collectors.joining());
        return Pattern.compile(expression, Pattern.DOTALL).asMatchPredicate();
    }
}
