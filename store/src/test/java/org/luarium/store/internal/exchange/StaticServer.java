// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves a folder as any web server would, but for paths that somebody wants to be answered otherwise. */
final class StaticServer implements AutoCloseable {
    /** What it does instead of sending a file. */
    interface Evil {
        void answer(HttpExchange exchange, byte[] file) throws IOException, InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "static-server");
        thread.setDaemon(true);
        return thread;
    });
    private final Path folder;
    private final Map<String, Evil> evils = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    StaticServer(Path folder) throws IOException {
        this.folder = folder;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/cache/", this::serve);
        server.start();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring("/cache/".length());
            requests.add(path);
            Path file = folder.resolve(path);
            byte[] bytes = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
            Evil evil = evils.get(path.replaceFirst("/.*", ""));
            if (evil != null) {
                evil.answer(exchange, bytes);
            } else if (Files.isRegularFile(file)) {
                send(exchange, bytes);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void send(HttpExchange exchange, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Answers what is in a folder of the cache, or a file at its top, in an own way. */
    void set(String top, Evil evil) {
        evils.put(top, evil);
    }

    /** Keeps whoever asks waiting until the test is over. */
    void hang() throws InterruptedException {
        closed.await();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/cache");
    }

    List<String> requests() {
        return requests;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
