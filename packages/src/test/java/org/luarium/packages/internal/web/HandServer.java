// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A server on the loopback that answers each request by hand, in ways that HTTP may forbid. */
public final class HandServer implements AutoCloseable {
    /** What it does with a connection whose request is read. */
    public interface Hand {
        void answer(String request, OutputStream out, HandServer server) throws IOException, InterruptedException;
    }

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Hand hand;
    private final Thread accepting;

    public HandServer(Hand hand) throws IOException {
        this.hand = hand;
        accepting = new Thread(this::accept, "hand-server");
        accepting.setDaemon(true);
        accepting.start();
    }

    private void accept() {
        while (true) {
            try {
                Socket connection = socket.accept();
                open.add(connection);
                Thread thread = new Thread(() -> serve(connection), "hand-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            BufferedReader in = new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1));
            List<String> head = new ArrayList<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                head.add(line);
            }
            String request = String.join("\n", head);
            requests.add(request);
            OutputStream out = connection.getOutputStream();
            hand.answer(request, out, this);
            out.flush();
        } catch (IOException | InterruptedException e) {
            // The other side had enough
        }
    }

    public static Hand says(String head, byte[] body) {
        return (request, out, server) -> write(out, head, body);
    }

    public static Hand says(String head) {
        return says(head, new byte[0]);
    }

    public static void write(OutputStream out, String head, byte[] body) throws IOException {
        out.write((head.replace("\n", "\r\n") + "\r\n\r\n").getBytes(ISO_8859_1));
        out.write(body);
    }

    public static Hand redirects(String location) {
        return says("HTTP/1.1 302 Found\nContent-Length: 0\nLocation: " + location);
    }

    /** Says something and then nothing. */
    public static Hand hangsAfter(String text) {
        return (request, out, server) -> {
            out.write(text.replace("\n", "\r\n").getBytes(ISO_8859_1));
            out.flush();
            server.closed.await();
        };
    }

    public boolean isClosed() {
        return closed.getCount() == 0;
    }

    public int port() {
        return socket.getLocalPort();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    public List<String> requests() {
        return requests;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        socket.close();
        for (Socket connection : open) {
            connection.close();
        }
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
