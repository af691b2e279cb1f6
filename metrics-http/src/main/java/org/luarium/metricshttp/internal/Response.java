// SPDX-License-Identifier: Apache-2.0
package org.luarium.metricshttp.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.luarium.metrics.Metric;

/** What a request is answered with. */
record Response(int status, String type, String text) {
    private static final Map<Integer, String> REASONS = Map.of(
            200, "OK",
            400, "Bad Request",
            403, "Forbidden",
            404, "Not Found",
            405, "Method Not Allowed",
            431, "Request Header Fields Too Large");

    /** Names of this machine to itself: a page of a browser that has another name resolve to this machine is not to read anything. */
    private static final Pattern LOCAL = Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?");

    private static final String PATH = "/metrics";

    /**
     * Answers a request.
     *
     * @param metrics reads them
     */
    static Response to(Request request, Supplier<List<Metric>> metrics) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return text(405, "there is GET and HEAD");
        }
        if (!LOCAL.matcher(request.host().orElse("localhost")).matches()) {
            return text(403, "the host of a request is localhost, 127.0.0.1 or [::1]");
        }
        if (!request.path().equals(PATH)) {
            return text(404, "there is " + PATH);
        }
        return new Response(200, PrometheusText.TYPE, PrometheusText.of(metrics.get()));
    }

    static Response text(int status, String message) {
        return new Response(status, "text/plain; charset=utf-8", message + "\n");
    }

    /** Writes it; the answer to HEAD has no body, and says how long it would be. */
    void writeTo(OutputStream out, boolean bodiless) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        String allow = status == 405 ? "Allow: GET, HEAD\r\n" : "";
        String head = "HTTP/1.1 " + status + " " + REASONS.get(status) + "\r\n" + allow + "Content-Type: " + type
                + "\r\nContent-Length: " + body.length
                + "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        if (!bodiless) {
            out.write(body);
        }
        out.flush();
    }
}
