// SPDX-License-Identifier: Apache-2.0
package org.luarium.metricshttp.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The head of a request. Bodies are not read: no request that is answered has one.
 *
 * @param host what the client calls this server, if it says so
 */
record Request(String method, String path, Optional<String> host) {
    private static final int MOST_BYTES = 8 << 10;
    private static final Pattern LINE = Pattern.compile("([A-Z]{1,16}) (/[!-~]*) HTTP/1\\.[01]");
    private static final String HOST = "host:";

    /** Why a request cannot be read. */
    static final class BadRequestException extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;

        BadRequestException(int status, String message) {
            super(message);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    static Request read(InputStream in) throws IOException {
        List<String> lines = head(in).lines().toList();
        Matcher line = LINE.matcher(lines.isEmpty() ? "" : lines.get(0));
        if (!line.matches()) {
            throw new BadRequestException(400, "this is no request of HTTP/1.1");
        }
        String path = line.group(2);
        int query = path.indexOf('?');
        return new Request(
                line.group(1),
                query < 0 ? path : path.substring(0, query),
                lines.stream()
                        .skip(1)
                        .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(HOST))
                        .map(header -> header.substring(HOST.length()).strip())
                        .findFirst());
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        byte[] buffer = new byte[1024];
        while (head.indexOf("\r\n\r\n") < 0) {
            int count = in.read(buffer);
            if (count < 0) {
                throw new BadRequestException(400, "the request ended within its head");
            }
            head.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            if (head.length() > MOST_BYTES) {
                throw new BadRequestException(431, "the head of a request has at most " + MOST_BYTES + " bytes");
            }
        }
        return head.substring(0, head.indexOf("\r\n\r\n"));
    }
}
