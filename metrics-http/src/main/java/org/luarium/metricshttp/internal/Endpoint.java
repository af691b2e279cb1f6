// SPDX-License-Identifier: Apache-2.0
package org.luarium.metricshttp.internal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.luarium.metrics.Metric;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server. A request that is not over in time is cut off, whether its client does not write or does not read. */
final class Endpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
    private static final String THREAD = "luarium-metrics-http";
    private static final int WORKERS = 2;
    private static final int MOST_WAITING = 16;
    private static final int AFTER_FAILURE_MILLIS = 100;
    private static final int MOST_UNREAD = 64 << 10;

    private final Supplier<List<Metric>> metrics;
    private final Duration patience;
    private final ServerSocket server;
    private final Thread acceptor = new Thread(this::accept, THREAD);
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            WORKERS, WORKERS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), Endpoint::daemon);
    private final ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(1, Endpoint::daemon);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /**
     * Listens.
     *
     * @param address an address of this machine to itself
     * @param port 0 for any that is free
     * @param metrics reads them
     * @param patience how long a request may take from its first byte to the last one of the answer
     */
    Endpoint(InetAddress address, int port, Supplier<List<Metric>> metrics, Duration patience) throws IOException {
        this.metrics = metrics;
        this.patience = patience;
        watch.setRemoveOnCancelPolicy(true);
        server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(address, port), MOST_WAITING);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        acceptor.setDaemon(true);
        acceptor.start();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, THREAD + "-worker");
        thread.setDaemon(true);
        return thread;
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                try {
                    take(server.accept());
                } catch (IOException e) {
                    LOG.debug("A connection was not accepted", e);
                    // Such as for want of file descriptors; ends at once when this is closed.
                    watch.awaitTermination(AFTER_FAILURE_MILLIS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(Socket socket) {
        open.add(socket);
        try {
            Future<?> cut = watch.schedule(() -> drop(socket), patience.toMillis(), TimeUnit.MILLISECONDS);
            workers.execute(() -> {
                serve(socket);
                cut.cancel(false);
                drop(socket);
            });
        } catch (RejectedExecutionException e) {
            // More wait than may, or this is being closed.
            drop(socket);
        }
    }

    private void serve(Socket socket) {
        try {
            boolean bodiless = false;
            Response response;
            try {
                Request request = Request.read(socket.getInputStream());
                bodiless = request.method().equals("HEAD");
                response = Response.to(request, metrics);
            } catch (Request.BadRequestException e) {
                response = Response.text(e.status(), String.valueOf(e.getMessage()));
            }
            response.writeTo(new BufferedOutputStream(socket.getOutputStream()), bodiless);
            // To close with something unread would take the answer back.
            socket.shutdownOutput();
            socket.getInputStream().skip(MOST_UNREAD);
        } catch (IOException e) {
            LOG.debug("A request was not answered", e);
        } catch (RuntimeException e) {
            LOG.warn("A request failed", e);
        }
    }

    private void drop(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("A connection could not be closed", e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.debug("The server could not be closed", e);
        }
        workers.shutdownNow();
        watch.shutdownNow();
        open.forEach(this::drop);
    }
}
