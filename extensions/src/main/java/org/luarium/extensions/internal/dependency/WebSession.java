// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The web for the time of one resolution. Each wait ends with an interrupt, after silence, or when the time of the whole is over. Confined to one thread.
 *
 * <p>The threads are gone after {@link #close}; only the selector of the JDK's client, a daemon, stays until the client is collected.
 */
final class WebSession implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int QUEUE = 1024;
    private static final int OK = 200;

    private final DependencySettings settings;
    private final long deadline;
    private @Nullable ThreadPoolExecutor executor;
    private @Nullable HttpClient http;

    WebSession(DependencySettings settings) {
        this.settings = settings;
        deadline = System.nanoTime() + settings.longest().toNanos();
    }

    /** Whether the time of the whole is over. */
    boolean isOver() {
        return System.nanoTime() - deadline >= 0;
    }

    /** Fails once the time is over or nobody waits any more, so that nothing is begun then. */
    void check() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("it was interrupted");
        }
        if (isOver()) {
            throw new IOException("it took longer than " + settings.longest());
        }
    }

    /** Asks for a file and writes it. */
    void get(URI address, OutputStream target) throws IOException {
        send(HttpRequest.newBuilder(address).GET(), target);
    }

    /** Asks whether there is a file. */
    void head(URI address) throws IOException {
        send(
                HttpRequest.newBuilder(address).method("HEAD", HttpRequest.BodyPublishers.noBody()),
                OutputStream.nullOutputStream());
    }

    private void send(HttpRequest.Builder request, OutputStream target) throws IOException {
        check();
        AtomicLong heard = new AtomicLong(System.nanoTime());
        CompletableFuture<HttpResponse<Void>> exchange =
                client().sendAsync(request.setHeader("User-Agent", "Luarium").build(), write(target, heard));
        boolean done = false;
        try {
            HttpResponse<Void> answer = await(exchange, heard);
            done = true;
            if (answer.statusCode() != OK) {
                throw new WebAnswerException(answer.statusCode());
            }
        } finally {
            if (!done) {
                exchange.cancel(true);
            }
        }
    }

    private HttpResponse<Void> await(CompletableFuture<HttpResponse<Void>> exchange, AtomicLong heard)
            throws IOException {
        while (true) {
            check();
            long now = System.nanoTime();
            long patience = settings.idle().toNanos() - (now - heard.get());
            if (patience <= 0) {
                throw new IOException("the server sent nothing for " + settings.idle());
            }
            try {
                return exchange.get(Math.min(patience, deadline - now), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                // Whether that was silence or the end of the time, the next round knows
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new IOException(problem(e.getCause()), e.getCause());
            }
        }
    }

    private static String problem(@Nullable Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        return message != null ? message : String.valueOf(cause);
    }

    private BodyHandler<Void> write(OutputStream target, AtomicLong heard) {
        AtomicLong size = new AtomicLong();
        return head -> {
            heard.set(System.nanoTime());
            if (head.statusCode() != OK) {
                return BodySubscribers.discarding();
            }
            return BodySubscribers.ofByteArrayConsumer(piece -> piece.ifPresent(bytes -> {
                heard.set(System.nanoTime());
                if (size.addAndGet(bytes.length) > settings.largest()) {
                    throw new IllegalStateException("it has more than " + settings.largest() + " bytes");
                }
                try {
                    target.write(bytes);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        };
    }

    private HttpClient client() {
        HttpClient existing = http;
        if (existing != null) {
            return existing;
        }
        executor = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUEUE),
                task -> {
                    Thread thread = new Thread(task, "luarium-dependencies");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.CallerRunsPolicy());
        HttpClient created = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(settings.connect())
                .executor(executor)
                .build();
        http = created;
        return created;
    }

    @Override
    public void close() {
        http = null;
        if (executor != null) {
            executor.shutdown();
        }
    }
}
