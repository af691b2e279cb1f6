// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import java.net.http.HttpClient;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * The HTTP client and its threads. Until Java 21 a client cannot be closed: its selector thread, a daemon, ends some
 * seconds after the last reference to the client is collected.
 */
final class Client implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int QUEUE = 1024;
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final ThreadPoolExecutor executor;
    private final HttpClient http;

    Client(Timing timing, SSLContext trust) {
        String name = "luarium-fetch-" + COUNT.incrementAndGet() + "-";
        AtomicInteger threads = new AtomicInteger();
        executor = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUEUE),
                task -> {
                    Thread thread = new Thread(task, name + threads.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.CallerRunsPolicy());
        executor.allowCoreThreadTimeOut(true);
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timing.connect())
                .executor(executor)
                .sslContext(trust)
                .build();
    }

    HttpClient http() {
        return http;
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
