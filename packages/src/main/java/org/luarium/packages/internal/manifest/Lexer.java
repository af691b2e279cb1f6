// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.manifest;

import java.io.IOException;
import org.luarium.packages.InvalidManifestException;

/** Takes a manifest apart into the words of Lua. */
final class Lexer {
    private final Input input;
    private final Text text;
    private final Strings strings;
    private int line;
    private int column;

    Lexer(Input input, int mostText) {
        this.input = input;
        this.text = new Text(input, mostText);
        this.strings = new Strings(input, text);
    }

    /** Of the last token, if it is a name, string or number. */
    Text text() {
        return text;
    }

    Token next() throws IOException {
        int c = start();
        while (c == '-') {
            input.next();
            if (input.peek() != '-') {
                return negative();
            }
            input.next();
            skipComment();
            c = start();
        }
        if (isLetter(c)) {
            return name();
        } else if (Strings.isDigit(c) || c == '.') {
            return number();
        }
        input.next();
        return switch (c) {
            case Input.END -> Token.END;
            case '{' -> Token.OPEN;
            case '}' -> Token.CLOSE;
            case ']' -> Token.KEY_CLOSE;
            case '=' -> Token.EQUALS;
            case ',', ';' -> Token.SEPARATOR;
            case '[' -> bracket();
            case '"', '\'' -> {
                strings.quoted(c);
                yield Token.STRING;
            }
            default -> throw invalid("a character that is not data");
        };
    }

    private int start() throws IOException {
        skipSpace();
        line = input.line();
        column = input.column();
        return input.peek();
    }

    private Token bracket() throws IOException {
        if (input.peek() != '[' && input.peek() != '=') {
            return Token.KEY_OPEN;
        }
        int level = strings.longBracket();
        if (level < 0) {
            throw invalid("'[' and '=' that open no long bracket");
        }
        strings.bracketed(level, true);
        return Token.STRING;
    }

    private Token name() throws IOException {
        text.clear();
        while (isLetter(input.peek()) || Strings.isDigit(input.peek())) {
            text.add(input.next());
        }
        return Token.NAME;
    }

    private Token negative() throws IOException {
        if (!Strings.isDigit(input.peek()) && input.peek() != '.') {
            throw invalid("'-' without a number");
        }
        return number();
    }

    /** No number is of interest, so that it only matters where it ends. */
    private Token number() throws IOException {
        text.clear();
        int last = 0;
        while (isLetter(input.peek())
                || Strings.isDigit(input.peek())
                || input.peek() == '.'
                || isSignOfExponent(last, input.peek())) {
            last = input.next();
            text.add(last);
        }
        return Token.NUMBER;
    }

    private static boolean isSignOfExponent(int last, int c) {
        return "eEpP".indexOf(last) >= 0 && (c == '+' || c == '-');
    }

    private void skipSpace() throws IOException {
        while (Strings.isSpace(input.peek())) {
            input.next();
        }
    }

    /** What follows two dashes. */
    private void skipComment() throws IOException {
        if (input.peek() == '[') {
            input.next();
            int level = strings.longBracket();
            if (level >= 0) {
                strings.bracketed(level, false);
                return;
            }
        }
        while (input.peek() != '\n' && input.peek() != Input.END) {
            input.next();
        }
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    /** About the last token. */
    InvalidManifestException invalid(String problem) {
        return new InvalidManifestException(line, column, problem);
    }
}
