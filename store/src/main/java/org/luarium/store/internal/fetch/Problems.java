// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.nio.channels.UnresolvedAddressException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.luarium.store.FetchException;

/** Says in words what went wrong. */
final class Problems {
    private Problems() {}

    /** What a failure of the client means: an error, or an exception that asks for a retry. */
    static FetchException of(URI source, URI at, Throwable failure) throws Retry {
        String server = server(at);
        if (find(failure, UnresolvedAddressException.class) || find(failure, UnknownHostException.class)) {
            return error(source, "the host " + server + " is unknown; check the address and the network", failure);
        }
        if (find(failure, HttpConnectTimeoutException.class)) {
            return error(source, server + " does not take the connection in time; try again later", failure);
        }
        if (find(failure, ConnectException.class)) {
            return error(source, server + " refuses the connection; check the address and whether it runs", failure);
        }
        if (find(failure, SSLException.class)) {
            return error(
                    source,
                    "no secure connection to " + server + " (" + failure.getMessage()
                            + "); check its certificate and the clock",
                    failure);
        }
        if (find(failure, ProtocolException.class) || !(failure instanceof IOException)) {
            return error(source, server + " does not answer as HTTP demands; check the address", failure);
        }
        throw new Retry("the connection to " + server + " broke", Optional.empty(), failure);
    }

    /** What a status other than success means: an error, or an exception that asks for a retry. */
    static FetchException of(URI source, int status, HttpHeaders headers) throws Retry {
        if (status == 429 || status >= 500) {
            throw new Retry("the server answered " + status, retryAfter(headers), null);
        }
        String problem = switch (status) {
            case 401, 403, 407 -> "the server answered " + status + " (not allowed); check the credentials";
            case 404, 410 -> "the server answered " + status + " (not found); check the address";
            default -> "the server answered " + status + ", which no file follows; check the address";
        };
        return error(source, problem, null);
    }

    static FetchException error(URI source, String problem, @Nullable Throwable cause) {
        return new FetchException(Addresses.shown(source), problem, cause);
    }

    private static Optional<Duration> retryAfter(HttpHeaders headers) {
        return headers.firstValue("Retry-After").flatMap(text -> {
            if (text.matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
            }
            try {
                // By the clock of the server, if it tells it
                Instant now = headers.firstValue("Date").map(Problems::date).orElseGet(Instant::now);
                Duration wait = Duration.between(now, date(text));
                return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        });
    }

    private static Instant date(String text) {
        return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
    }

    private static String server(URI at) {
        return at.getHost() + (at.getPort() < 0 ? "" : ":" + at.getPort());
    }

    private static boolean find(Throwable failure, Class<? extends Throwable> type) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < 20; i++) {
            if (type.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
