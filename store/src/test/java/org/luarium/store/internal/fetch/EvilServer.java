// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Answers each connection by hand, in whatever way HTTP forbids. */
final class EvilServer implements AutoCloseable {
    /** What it does with a connection; the head of the request is read already. */
    interface Evil {
        void answer(OutputStream out, EvilServer server) throws IOException, InterruptedException;
    }

    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch cut = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    /** The answers in order; the last one counts for all further connections. */
    EvilServer(Evil... evils) throws IOException {
        Thread accepting = new Thread(
                () -> {
                    for (int i = 0; ; i++) {
                        Evil evil = evils[Math.min(i, evils.length - 1)];
                        try {
                            Socket connection = socket.accept();
                            open.add(connection);
                            Thread thread = new Thread(() -> serve(connection, evil), "evil-connection");
                            thread.setDaemon(true);
                            thread.start();
                        } catch (IOException e) {
                            return;
                        }
                    }
                },
                "evil-server");
        accepting.setDaemon(true);
        accepting.start();
    }

    private void serve(Socket connection, Evil evil) {
        try (connection) {
            BufferedReader in = new BufferedReader(new InputStreamReader(connection.getInputStream(), ISO_8859_1));
            List<String> head = new ArrayList<>();
            String line;
            while ((line = in.readLine()) != null && !line.isEmpty()) {
                head.add(line);
            }
            requests.add(String.join("\n", head));
            OutputStream out = connection.getOutputStream();
            evil.answer(out, this);
            out.flush();
        } catch (IOException | InterruptedException e) {
            // The other side had enough
        }
    }

    static Evil says(String head, byte[] body) {
        return (out, server) -> {
            out.write((head.replace("\n", "\r\n") + "\r\n\r\n").getBytes(ISO_8859_1));
            out.write(body);
        };
    }

    static Evil says(String head) {
        return says(head, new byte[0]);
    }

    /** Says something and then nothing. */
    static Evil hangsAfter(String text) {
        return (out, server) -> {
            out.write(text.replace("\n", "\r\n").getBytes(ISO_8859_1));
            out.flush();
            server.closed.await();
        };
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/file");
    }

    List<String> requests() {
        return requests;
    }

    /** The client has got all that comes before the connection breaks. */
    void cut() {
        cut.countDown();
    }

    void awaitCut() throws InterruptedException {
        cut.await();
    }

    /** Waits until the test is over, or for so long. */
    boolean awaitClosed(Duration longest) throws InterruptedException {
        return closed.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        cut.countDown();
        socket.close();
        for (Socket connection : open) {
            connection.close();
        }
    }
}
