// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

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

/** Serves a folder on the loopback interface, as long as it feels like it. */
final class RepositoryServer implements AutoCloseable {
    private final HttpServer server;
    private final Path folder;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final CountDownLatch closed = new CountDownLatch(1);

    /** The paths that were asked for. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    final CountDownLatch hanging = new CountDownLatch(1);

    /** A path with this end gets no answer, or half of one. */
    volatile String hangAt = "nothing";

    volatile boolean half;

    /** Serves what is not in the folder too, whatever it is called. */
    final Map<String, byte[]> anywhere = new ConcurrentHashMap<>();

    volatile int status = 200;

    RepositoryServer(Path folder) throws IOException {
        this.folder = folder;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    RepositoryAddress address() {
        return new RepositoryAddress(
                "web", URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        Path file = folder.resolve(path.substring(1));
        try (exchange) {
            if (path.endsWith(hangAt)) {
                if (half) {
                    byte[] content = Files.readAllBytes(file);
                    exchange.sendResponseHeaders(200, content.length);
                    exchange.getResponseBody().write(content, 0, content.length / 2);
                    exchange.getResponseBody().flush();
                }
                hanging.countDown();
                closed.await();
            } else if (anywhere.keySet().stream().anyMatch(path::endsWith)) {
                byte[] content = anywhere.get(path.substring(path.lastIndexOf('.')));
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().write(content);
            } else if (status != 200 || !Files.isRegularFile(file)) {
                exchange.sendResponseHeaders(status != 200 ? status : 404, -1);
            } else {
                byte[] content = Files.readAllBytes(file);
                exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
                exchange.getResponseBody().write(content);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
