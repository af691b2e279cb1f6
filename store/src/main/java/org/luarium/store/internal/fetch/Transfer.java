// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.luarium.store.Hash;
import org.luarium.store.HashMismatchException;

/** One file on its way from a web server, through as many attempts as it takes. Confined to one thread. */
final class Transfer {
    private final FetchRequest request;
    private final Timing timing;
    private final Partial partial;
    private final Watch watch;
    private final Progress progress;
    private final Exchange exchange;
    private final Digests digests;

    Transfer(HttpClient client, FetchRequest request, Timing timing, Partial partial, Watch watch, Progress progress) {
        this.request = request;
        this.timing = timing;
        this.partial = partial;
        this.watch = watch;
        this.progress = progress;
        this.exchange = new Exchange(client, request.source(), watch);
        this.digests = new Digests(request);
    }

    /** Completes the partial file, and says what it is. */
    Hash run() {
        int failures = 0;
        while (true) {
            watch.check();
            try {
                Optional<Hash> done = attempt();
                if (done.isPresent()) {
                    return done.get();
                }
            } catch (Retry retry) {
                watch.pause(delay(retry, failures++));
            }
        }
    }

    long size() {
        return digests.size();
    }

    private Duration delay(Retry retry, int failures) {
        URI source = request.source();
        if (failures >= timing.retries()) {
            String times = failures == 0 ? "" : " " + (failures + 1) + " times";
            throw Problems.error(source, retry.problem() + times + "; try again later", retry.getCause());
        }
        Duration wait = retry.asked().orElse(timing.backOff().multipliedBy(1L << Math.min(failures, 10)));
        if (wait.compareTo(timing.longestWait()) > 0) {
            throw Problems.error(
                    source,
                    retry.problem() + " and asks to come back in " + wait.toSeconds() + " s; try again then",
                    retry.getCause());
        }
        return wait;
    }

    /** Nothing if what was there turned out useless, so that the next attempt begins anew. */
    private Optional<Hash> attempt() throws Retry {
        Optional<Validator> version = partial.validator();
        long offset = version.isPresent() ? partial.size() : 0;
        if (offset > 0 && offset != digests.size()) {
            partial.hash(digests, watch);
        }
        HttpResponse<Body> answer = exchange.get(offset, version);
        boolean done = false;
        try {
            int status = answer.statusCode();
            long total;
            if (offset > 0 && status == 206) {
                Optional<ContentRange> range = rest(answer, offset, version);
                if (range.isEmpty()) {
                    restart(Optional.empty());
                    return Optional.empty();
                }
                total = range.get().last() + 1;
            } else if (offset > 0 && status == 416) {
                restart(Optional.empty());
                return Optional.empty();
            } else if (status == 200) {
                offset = 0;
                restart(Validator.of(answer.headers()));
                total = length(answer).orElse(-1);
            } else {
                throw Problems.of(request.source(), status, answer.headers());
            }
            checkSize(total);
            receive(answer.body(), total);
            done = true;
        } finally {
            if (!done) {
                answer.body().abandon();
            }
        }
        return finish(offset > 0);
    }

    private Optional<Hash> finish(boolean resumed) {
        try {
            return Optional.of(digests.check(Addresses.shown(request.source()).toString()));
        } catch (HashMismatchException e) {
            restart(Optional.empty());
            if (resumed) {
                // The beginning may be of another version, or spoilt on disk
                return Optional.empty();
            }
            throw e;
        }
    }

    private void restart(Optional<Validator> version) {
        partial.restart(version);
        digests.reset();
    }

    /** The range of an answer, if it is the one that was asked for. */
    private static Optional<ContentRange> rest(HttpResponse<Body> answer, long offset, Optional<Validator> version) {
        OptionalLong length = length(answer);
        return answer.headers()
                .firstValue("Content-Range")
                .flatMap(ContentRange::parse)
                .filter(range -> range.isRestFrom(offset))
                .filter(range -> length.isEmpty() || length.getAsLong() == range.length())
                .filter(range -> version.isEmpty() || !version.get().contradicts(answer.headers()));
    }

    private static OptionalLong length(HttpResponse<Body> answer) {
        try {
            return answer.headers().firstValueAsLong("Content-Length");
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private void receive(Body body, long total) throws Retry {
        watch.heard();
        progress.advanced(digests.size(), total);
        while (true) {
            Body.Piece piece = next(body);
            if (piece == null) {
                watch.checkIdle("byte");
                continue;
            }
            watch.check();
            watch.heard();
            if (piece.isEnd()) {
                Throwable failure = piece.failure();
                if (failure != null || (total >= 0 && digests.size() != total)) {
                    throw new Retry(
                            "the connection ended after " + digests.size() + (total < 0 ? "" : " of " + total)
                                    + " bytes",
                            Optional.empty(),
                            failure);
                }
                return;
            }
            for (ByteBuffer bytes : piece.bytes()) {
                checkSize(digests.size() + bytes.remaining());
                digests.update(bytes);
                partial.append(bytes);
            }
            progress.advanced(digests.size(), total);
        }
    }

    private Body.@Nullable Piece next(Body body) {
        try {
            return body.next();
        } catch (InterruptedException e) {
            throw Exchange.interrupted(request.source());
        }
    }

    private void checkSize(long size) {
        if (size > request.maxSize()) {
            partial.restart(Optional.empty());
            throw Problems.error(
                    request.source(),
                    "it has more than " + request.maxSize() + " bytes; raise the limit if that is right",
                    null);
        }
    }
}
