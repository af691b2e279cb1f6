// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The head of an answer. */
final class Head {
    private static final int MOST_BYTES = 64 << 10;
    private static final int MOST_INTERIM = 10;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    private final int status;
    private final Map<String, String> headers;

    private Head(int status, Map<String, String> headers) {
        this.status = status;
        this.headers = headers;
    }

    /** Reads the head of the final answer. */
    static Head read(InputStream in) throws IOException {
        for (int i = 0; i < MOST_INTERIM; i++) {
            Head head = readOne(new Lines(in, MOST_BYTES));
            if (head.status >= 200) {
                return head;
            }
        }
        throw new ProtocolException("it announces an answer again and again");
    }

    private static Head readOne(Lines lines) throws IOException {
        Matcher first = STATUS.matcher(lines.next());
        if (!first.matches()) {
            throw new ProtocolException("it does not speak HTTP/1.1");
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = lines.next(); !line.isEmpty(); line = lines.next()) {
            int colon = line.indexOf(':');
            if (colon <= 0 || line.charAt(0) == ' ' || line.charAt(0) == '\t') {
                throw new ProtocolException("a header of its answer is not one");
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            String other = headers.putIfAbsent(name, value);
            if (other != null && name.equals("content-length") && !other.equals(value)) {
                throw new ProtocolException("it announces two lengths");
            }
        }
        return new Head(Integer.parseInt(first.group(1)), headers);
    }

    int status() {
        return status;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    boolean isChunked() throws IOException {
        Optional<String> encoding = header("Transfer-Encoding");
        if (encoding.isPresent() && !encoding.get().equalsIgnoreCase("chunked")) {
            throw new ProtocolException("it answers in an encoding that nobody asked for");
        }
        return encoding.isPresent();
    }

    OptionalLong length() throws IOException {
        Optional<String> length = header("Content-Length");
        if (length.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!LENGTH.matcher(length.get()).matches()) {
            throw new ProtocolException("it announces a length that is no number");
        }
        return OptionalLong.of(Long.parseLong(length.get()));
    }

    /** Lines that together have no more than some bytes. Confined to one thread. */
    static final class Lines {
        private final InputStream in;
        private int left;

        Lines(InputStream in, int most) {
            this.in = in;
            this.left = most;
        }

        String next() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (true) {
                int c = in.read();
                if (c < 0) {
                    throw new ProtocolException("it hung up in the middle of its answer");
                }
                if (left-- <= 0) {
                    throw new ProtocolException("the head of its answer has no end");
                }
                if (c == '\n') {
                    String text = line.toString(ISO_8859_1);
                    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
                }
                line.write(c);
            }
        }
    }
}
