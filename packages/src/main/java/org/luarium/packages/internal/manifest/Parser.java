// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.manifest;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads assignments of data and refuses everything else. It never holds more than one string, and makes none of what
 * the listener does not want to hear.
 */
final class Parser {
    private final Lexer lexer;
    private final Limits limits;
    private final Listener listener;
    private int values;

    Parser(Lexer lexer, Limits limits, Listener listener) {
        this.lexer = lexer;
        this.limits = limits;
        this.listener = listener;
    }

    void parse() throws IOException {
        Token token = lexer.next();
        while (token != Token.END) {
            if (token != Token.NAME) {
                throw lexer.invalid("a name is expected, as a manifest assigns data to names");
            }
            String name = lexer.text().toString();
            expect(lexer.next(), Token.EQUALS, "'=' is expected");
            value(lexer.next(), name, 0, true);
            token = lexer.next();
            if (token == Token.SEPARATOR) {
                token = lexer.next();
            }
        }
    }

    private void value(Token token, @Nullable String key, int depth, boolean heard) throws IOException {
        if (++values > limits.values()) {
            throw lexer.invalid("more than " + limits.values() + " values");
        }
        switch (token) {
            case OPEN -> table(key, depth + 1, heard);
            case STRING -> {
                if (heard) {
                    listener.string(key, lexer.text().toString());
                }
            }
            case NUMBER -> {}
            case NAME -> checkBoolean();
            default -> throw lexer.invalid("a table, string, number or boolean is expected");
        }
    }

    private void checkBoolean() {
        if (!isBoolean()) {
            throw lexer.invalid("a manifest has only data, and no variables, functions or nil");
        }
    }

    private void table(@Nullable String key, int depth, boolean heard) throws IOException {
        if (depth > limits.depth()) {
            throw lexer.invalid("more than " + limits.depth() + " tables in each other");
        }
        boolean inside = heard && listener.open(key);
        Token token = lexer.next();
        while (token != Token.CLOSE) {
            token = field(token, depth, inside);
            if (token == Token.SEPARATOR) {
                token = lexer.next();
            } else {
                expect(token, Token.CLOSE, "',' or '}' is expected");
            }
        }
        if (inside) {
            listener.close();
        }
    }

    /** Returns the token after it. */
    private Token field(Token token, int depth, boolean heard) throws IOException {
        String key = null;
        Token value = token;
        if (token == Token.KEY_OPEN) {
            key = bracketedKey(heard);
            value = lexer.next();
        } else if (token == Token.NAME && !isBoolean()) {
            key = heard ? lexer.text().toString() : "";
            expect(lexer.next(), Token.EQUALS, "'=' is expected, as a manifest has only data");
            value = lexer.next();
        }
        value(value, key, depth, heard);
        return lexer.next();
    }

    private boolean isBoolean() {
        return lexer.text().is("true") || lexer.text().is("false");
    }

    private String bracketedKey(boolean heard) throws IOException {
        Token token = lexer.next();
        if (token != Token.STRING && token != Token.NUMBER) {
            throw lexer.invalid("a string or number is expected");
        }
        String key = heard ? lexer.text().toString() : "";
        expect(lexer.next(), Token.KEY_CLOSE, "']' is expected");
        expect(lexer.next(), Token.EQUALS, "'=' is expected");
        return key;
    }

    private void expect(Token token, Token expected, String problem) {
        if (token != expected) {
            throw lexer.invalid(problem);
        }
    }
}
