// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on the loopback interface that remembers what it was asked for. */
final class FileServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    FileServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    /** Answers one request. */
    interface Answer {
        void to(HttpExchange exchange) throws Exception;
    }

    /** Serves bytes and ranges of them; whoever asks for all for the first time gets only so many. */
    FileServer file(String path, byte[] content, int first) {
        return on(path, exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            exchange.getResponseHeaders().set("ETag", "\"1\"");
            boolean isFirst =
                    asked.stream().filter(line -> line.startsWith(path)).count() == 1;
            if (range == null) {
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().write(content, 0, isFirst ? first : content.length);
            } else {
                int from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
                exchange.sendResponseHeaders(206, content.length - from);
                exchange.getResponseBody().write(content, from, content.length - from);
            }
        });
    }

    FileServer file(String path, byte[] content) {
        return file(path, content, content.length);
    }

    FileServer on(String path, Answer answer) {
        server.createContext(path, exchange -> {
            String range = exchange.getRequestHeaders().getFirst("Range");
            asked.add(exchange.getRequestURI() + (range == null ? "" : " " + range));
            try (exchange) {
                answer.to(exchange);
            } catch (Exception e) {
                throw new IOException(e);
            }
        });
        return this;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /** Paths, and ranges where there are some. */
    List<String> asked() {
        return asked;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
