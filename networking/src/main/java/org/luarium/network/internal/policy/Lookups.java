// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Looks names up on a few threads, as the JDK waits for answers. Also does other short work of sockets that must not stop their thread. Thread-safe. */
public final class Lookups implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int WAITING = 256;
    private static final Duration KEPT = Duration.ofSeconds(10);

    private final Resolver resolver;
    private final Duration patience;
    private final ThreadPoolExecutor pool;

    public Lookups(Resolver resolver, Duration patience) {
        this.resolver = resolver;
        this.patience = patience;
        AtomicInteger numbers = new AtomicInteger();
        pool = new ThreadPoolExecutor(
                THREADS, THREADS, KEPT.toMillis(), TimeUnit.MILLISECONDS, new ArrayBlockingQueue<>(WAITING), work -> {
                    Thread thread = new Thread(work, "luarium-network-lookup-" + numbers.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
    }

    /** The addresses of a name; fails after a while. */
    public CompletionStage<List<InetAddress>> addresses(String name) {
        CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
        run(
                () -> {
                    try {
                        answer.complete(resolver.addresses(name).stream()
                                .map(AddressClass::plain)
                                .toList());
                    } catch (UnknownHostException | RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                },
                answer);
        return answer.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The name of an address, or the address itself. */
    public CompletionStage<String> name(InetAddress address) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        run(() -> answer.complete(address.getCanonicalHostName()), answer);
        return answer.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Does something on one of the threads; the future fails if there is too much to do. */
    public void run(Runnable work, CompletableFuture<?> answer) {
        try {
            pool.execute(work);
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
