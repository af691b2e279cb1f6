// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luarium.shell.internal.syntax.Syntax;
import org.luarium.shell.internal.syntax.UsageException;

/**
 * Words of a command line as plain data: {@code nil}, booleans, numbers, text in quotes, and lists and maps as in Lua or JSON. A word that begins like none of these is text as
 * it is.
 */
final class DataLiterals {
    private static final int DEEPEST = 100;
    private static final String AFTER_NUMBER = " \t\n,;]}";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");
    private static final Pattern SPACE = Pattern.compile("\\s*");
    private static final Pattern END_OF_KEY = Pattern.compile("\\s*\\]?");
    private static final Pattern BLANKS = Pattern.compile("[\\s,;]*");

    private final String text;
    private int at;

    private DataLiterals(String text) {
        this.text = text;
    }

    static @Nullable Object value(String word) {
        if (word.startsWith("[") || word.startsWith("{") || word.startsWith("\"") || word.startsWith("'")) {
            DataLiterals reader = new DataLiterals(word);
            Object value = reader.item(0);
            reader.skip(SPACE);
            if (reader.at < word.length()) {
                throw reader.problem("nothing more is expected");
            }
            return value;
        }
        return switch (word) {
            case "nil", "null" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> NUMBER.matcher(word).matches() ? number(word) : word;
        };
    }

    private static Object number(String word) {
        if (!INTEGER.matcher(word).matches()) {
            return Double.valueOf(word);
        }
        try {
            return Long.valueOf(word);
        } catch (NumberFormatException e) {
            throw new UsageException("'" + Syntax.shortened(word)
                    + "' is an integer of more than 64 bits; write it as 1e30, or in quotes as text");
        }
    }

    private @Nullable Object item(int depth) {
        if (depth > DEEPEST) {
            throw problem("this is nested more than " + DEEPEST + " deep");
        }
        char first = peek();
        if (first == '[') {
            at++;
            List<@Nullable Object> list = new ArrayList<>();
            while (!ends(']')) {
                list.add(item(depth + 1));
            }
            return list;
        }
        if (first == '{') {
            at++;
            return table(depth);
        }
        if (first == '"' || first == '\'') {
            return quoted(first);
        }
        String number = take(NUMBER);
        if (!number.isEmpty()) {
            if (at < text.length() && AFTER_NUMBER.indexOf(text.charAt(at)) < 0) {
                throw problem("this is no number");
            }
            return number(number);
        }
        String name = take(NAME);
        return switch (name) {
            case "nil", "null" -> null;
            case "true" -> true;
            case "false" -> false;
            default ->
                throw problem(name.isEmpty() ? "a value is expected" : "text needs quotes, unlike '" + name + "'");
        };
    }

    /** What has keys is a map, in which what has none counts from 1, as in Lua; the rest is a list, but for nothing at all. */
    private Object table(int depth) {
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        List<@Nullable Object> list = new ArrayList<>();
        while (!ends('}')) {
            Object key = key(depth);
            if (key != null) {
                map.put(key, item(depth + 1));
            } else {
                list.add(item(depth + 1));
            }
        }
        if (map.isEmpty() && !list.isEmpty()) {
            return list;
        }
        for (int i = 0; i < list.size(); i++) {
            map.put((long) i + 1, list.get(i));
        }
        return map;
    }

    /** {@code a =}, {@code [1] =} or {@code "a":}; null if there is none, and nothing is read then. */
    private @Nullable Object key(int depth) {
        char first = peek();
        int start = at;
        Object key = null;
        if (first == '[') {
            at++;
            // Only scalars, or lists within lists would be read again and again.
            if ("[{]".indexOf(peek()) < 0) {
                key = item(depth + 1);
                skip(END_OF_KEY);
            }
        } else if (first == '"' || first == '\'') {
            key = quoted(first);
        } else {
            String name = take(NAME);
            key = name.isEmpty() ? null : name;
        }
        skip(SPACE);
        if (key != null && at < text.length() && (text.charAt(at) == '=' || text.charAt(at) == ':')) {
            at++;
            return key;
        }
        at = start;
        return null;
    }

    private String quoted(char quote) {
        StringBuilder content = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == quote) {
                at++;
                return content.toString();
            }
            content.append(c == '\\' ? escaped() : c);
        }
        throw problem("a quote is missing");
    }

    private char escaped() {
        at++;
        char c = at < text.length() ? text.charAt(at) : ' ';
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'u' -> codeUnit();
            case '\\', '"', '\'', '/' -> c;
            default -> throw problem("there is no such escape");
        };
    }

    private char codeUnit() {
        try {
            char code = (char) Integer.parseInt(text.substring(at + 1, Math.min(text.length(), at + 5)), 16);
            at += 4;
            return code;
        } catch (NumberFormatException e) {
            throw problem("four hexadecimal digits are expected");
        }
    }

    private char peek() {
        skip(BLANKS);
        if (at >= text.length()) {
            throw problem("the end is missing");
        }
        return text.charAt(at);
    }

    private boolean ends(char bracket) {
        if (peek() != bracket) {
            return false;
        }
        at++;
        return true;
    }

    private void skip(Pattern pattern) {
        String unused = take(pattern);
    }

    private String take(Pattern pattern) {
        Matcher matcher = pattern.matcher(text).region(at, text.length());
        if (!matcher.lookingAt()) {
            return "";
        }
        at = matcher.end();
        return matcher.group();
    }

    private UsageException problem(String what) {
        return new UsageException(
                "'" + Syntax.shortened(text) + "', character " + (Math.min(at, text.length()) + 1) + ": " + what);
    }
}
