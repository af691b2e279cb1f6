// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.luarium.store.RealizeCancelledException;

/** Asks for a file and follows redirects to it. */
final class Exchange {
    private static final int MOST_REDIRECTS = 5;

    private final HttpClient client;
    private final URI source;
    private final Watch watch;

    Exchange(HttpClient client, URI source, Watch watch) {
        this.client = client;
        this.source = source;
        this.watch = watch;
    }

    /** The answer to a request for the file from an offset on, whose body has yet to be read or abandoned. */
    HttpResponse<Body> get(long offset, Optional<Validator> version) throws Retry {
        URI at = source;
        for (int redirects = 0; ; redirects++) {
            HttpResponse<Body> answer = send(at, offset, version);
            switch (answer.statusCode()) {
                case 301, 302, 303, 307, 308 -> {
                    answer.body().abandon();
                    if (redirects == MOST_REDIRECTS) {
                        throw Problems.error(
                                source,
                                "it is redirected more than " + MOST_REDIRECTS + " times, at last from "
                                        + Addresses.shown(at) + "; check the address",
                                null);
                    }
                    at = redirect(at, answer);
                }
                default -> {
                    return answer;
                }
            }
        }
    }

    private URI redirect(URI at, HttpResponse<Body> answer) {
        URI next = answer.headers()
                .firstValue("Location")
                .flatMap(location -> Addresses.resolve(at, location))
                .orElseThrow(() -> Problems.error(
                        source, "it is redirected to an unreadable address; tell the owner of the server", null));
        if (!Addresses.isWeb(next) || next.getHost() == null) {
            throw Problems.error(
                    source, "it is redirected to something else than a web address; do not trust it", null);
        }
        if (Addresses.hasScheme(at, "https") && !Addresses.hasScheme(next, "https")) {
            throw Problems.error(
                    source,
                    "it is redirected from https to " + Addresses.shown(next) + ", which is not secure; "
                            + "use an address that stays secure",
                    null);
        }
        return next;
    }

    private HttpResponse<Body> send(URI at, long offset, Optional<Validator> version) throws Retry {
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(Addresses.requested(at));
        } catch (IllegalArgumentException e) {
            throw Problems.error(source, "the address is not usable; check it", null);
        }
        request.header("User-Agent", "luarium").header("Accept-Encoding", "identity");
        Addresses.authorization(at)
                .or(() -> Addresses.sameOrigin(source, at) ? Addresses.authorization(source) : Optional.empty())
                .ifPresent(value -> request.header("Authorization", value));
        if (offset > 0 && version.isPresent()) {
            request.header("Range", "bytes=" + offset + "-");
            request.header("If-Range", version.get().text());
        }
        watch.heard();
        CompletableFuture<HttpResponse<Body>> answer = client.sendAsync(request.build(), info -> new Body());
        boolean answered = false;
        try {
            HttpResponse<Body> response = await(answer);
            answered = true;
            return response;
        } catch (ExecutionException e) {
            throw Problems.of(source, at, e.getCause() == null ? e : e.getCause());
        } finally {
            if (!answered) {
                CompletableFuture<?> unused = answer.whenComplete((late, failure) -> {
                    if (late != null) {
                        late.body().abandon();
                    }
                });
                answer.cancel(true);
            }
        }
    }

    private HttpResponse<Body> await(CompletableFuture<HttpResponse<Body>> answer) throws ExecutionException {
        while (true) {
            try {
                return answer.get(Watch.STEP.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                watch.checkIdle("answer");
            } catch (InterruptedException e) {
                throw interrupted(source);
            }
        }
    }

    static RealizeCancelledException interrupted(URI source) {
        Thread.currentThread().interrupt();
        return new RealizeCancelledException("fetching " + Addresses.shown(source) + " was interrupted");
    }
}
