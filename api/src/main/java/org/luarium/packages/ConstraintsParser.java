// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luarium.packages.VersionConstraint.Operator;

/** Reads constraints and dependencies. Spaces separate constraints as well as commas do, which LuaRocks allows. */
final class ConstraintsParser {
    private static final int MAXIMUM_LENGTH = 1000;
    private static final Map<String, Operator> OPERATORS = Map.of(
            "==", Operator.SAME,
            "=", Operator.SAME,
            "", Operator.SAME,
            "~=", Operator.OTHER,
            "!=", Operator.OTHER,
            "<", Operator.LESS,
            "<=", Operator.AT_MOST,
            ">", Operator.GREATER,
            ">=", Operator.AT_LEAST,
            "~>", Operator.STARTS_WITH);

    private final String text;
    private final String expected;
    private int position;

    ConstraintsParser(String text, String expected) {
        this.text = text;
        this.expected = expected;
        if (text.length() > MAXIMUM_LENGTH) {
            throw invalid("write at most " + MAXIMUM_LENGTH + " characters", null);
        }
        skip(false);
    }

    RockName name() {
        RockName name = parsed(RockName::new, word());
        if (position < text.length() && text.charAt(position) == '/') {
            throw invalid("rocks have no namespace here; write the name after the '/'", null);
        }
        skip(false);
        return name;
    }

    List<VersionConstraint> constraints() {
        List<VersionConstraint> constraints = new ArrayList<>();
        while (position < text.length()) {
            constraints.add(constraint());
            skip(true);
        }
        return constraints;
    }

    private VersionConstraint constraint() {
        if (text.charAt(position) == '@') {
            position++;
        }
        int start = position;
        while (position < text.length() && "<>=~!".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
        String symbol = text.substring(start, position);
        Operator operator = OPERATORS.get(symbol);
        if (operator == null) {
            throw invalid("there is no operator '" + symbol + "'; there are ==, ~=, <, <=, >, >= and ~>", null);
        }
        skip(false);
        String version = word();
        if (version.isEmpty()) {
            throw invalid("a version is expected at character " + (position + 1), null);
        }
        return new VersionConstraint(operator, parsed(RockVersion::of, version));
    }

    private <T> T parsed(Function<String, T> type, String word) {
        try {
            return type.apply(word);
        } catch (RockSyntaxException e) {
            throw invalid(String.valueOf(e.getMessage()), e);
        }
    }

    private String word() {
        int start = position;
        while (position < text.length() && Notation.isWord(text.charAt(position))) {
            position++;
        }
        return text.substring(start, position);
    }

    private void skip(boolean commas) {
        while (position < text.length()
                && (Notation.isSpace(text.charAt(position)) || (commas && text.charAt(position) == ','))) {
            position++;
        }
    }

    private RockSyntaxException invalid(String problem, @Nullable Throwable cause) {
        return new RockSyntaxException(text, expected, problem, cause);
    }
}
