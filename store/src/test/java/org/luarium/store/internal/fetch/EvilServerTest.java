// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.luarium.store.internal.fetch.EvilServer.hangsAfter;
import static org.luarium.store.internal.fetch.EvilServer.says;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.store.FetchException;
import org.luarium.store.HashMismatchException;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.internal.fetch.EvilServer.Evil;

final class EvilServerTest extends EvilDownloading {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200",
                "HTTP/1.1 200 OK\nContent-Le",
                "HTTP/1.1 200 OK\nContent-Length: 100000\n\nabc",
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n5\nabcde\n"
            })
    void fetch132_hangingServerIsGivenUp(String text) throws Exception {
        try (EvilServer server = new EvilServer(hangsAfter(text))) {
            assertThatThrownBy(() -> fetch(once, server))
                    .isInstanceOf(FetchException.class)
                    .hasMessageMatching(".*the server sent no (answer|byte) for PT0.3S; try again later");
            assertThat(target).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\nContent-Length: 100000\n\nabc"})
    void hangingServerIsLeftLongBeforePatienceEnds(String text) throws Exception {
        try (EvilServer server = new EvilServer(hangsAfter(text))) {
            AtomicBoolean cancelled = new AtomicBoolean();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread fetching = start(server, cancelled, thrown);

            long begun = System.nanoTime();
            cancelled.set(true);
            fetching.join();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
            assertThat(thrown.get()).isInstanceOf(RealizeCancelledException.class);
        }
    }

    @Test
    void interruptCancelsAndStays() throws Exception {
        try (EvilServer server = new EvilServer(hangsAfter("HTTP/1.1 200 OK\nContent-Length: 100000\n\nabc"))) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread fetching = start(server, new AtomicBoolean(), thrown);

            fetching.interrupt();
            fetching.join();

            assertThat(interrupted).isTrue();
            assertThat(thrown.get()).isInstanceOf(RealizeCancelledException.class);
        }
    }

    private Thread start(EvilServer server, AtomicBoolean cancelled, AtomicReference<Throwable> thrown)
            throws Exception {
        FetchRequest request = request(server).build();
        Thread fetching = new Thread(
                () -> {
                    try {
                        patient.fetch(request, target, Progress.NONE, cancelled::get);
                    } catch (RuntimeException e) {
                        interrupted.set(Thread.currentThread().isInterrupted());
                        thrown.set(e);
                    }
                },
                "fetching");
        fetching.start();
        await().until(() -> !server.requests().isEmpty());
        return fetching;
    }

    @Test
    void closingTheDownloaderCancels() throws Exception {
        try (EvilServer server = new EvilServer(hangsAfter(""))) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread fetching = start(server, new AtomicBoolean(), thrown);

            patient.close();
            fetching.join();

            assertThat(thrown.get()).isInstanceOf(RealizeCancelledException.class);
        }
    }

    @Test
    void slowDripEndsAtTheDeadline() throws Exception {
        Timing generous = ONCE.withIdle(Duration.ofSeconds(30));
        try (EvilServer server = new EvilServer(EvilServerTest::drip);
                Downloader downloader = new Downloader(partials, generous)) {
            assertThatThrownBy(() -> downloader.fetch(
                            request(server).deadline(Duration.ofMillis(400)).build(),
                            target,
                            Progress.NONE,
                            () -> false))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("longer than PT0.4S");
        }
    }

    private static void drip(java.io.OutputStream out, EvilServer server) throws IOException, InterruptedException {
        out.write((HEAD.replace("\n", "\r\n") + "\r\n\r\n").getBytes(ISO_8859_1));
        do {
            out.write(1);
            out.flush();
        } while (!server.awaitClosed(Duration.ofMillis(20)));
    }

    @Test
    void headersWithoutEndAreGivenUp() throws Exception {
        Evil endless = (out, server) -> {
            out.write("HTTP/1.1 200 OK\r\n".getBytes(ISO_8859_1));
            byte[] header = ("X-More: " + "x".repeat(1000) + "\r\n").getBytes(ISO_8859_1);
            while (!server.isClosed()) {
                out.write(header);
            }
        };
        try (EvilServer server = new EvilServer(endless)) {
            assertThatThrownBy(() -> fetch(once, server)).isInstanceOf(FetchException.class);
            assertThat(target).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\n\n",
                "HTTP/1.1 abc\n\n",
                "HTTP/1.1 200 OK\nContent-Length: -5\n\nx",
                "HTTP/1.1 200 OK\nContent-Length: 99999999999999999999\n\nx",
                "HTTP/1.1 200 OK\nContent-Length: many\n\nx",
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nzz\nx",
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n7fffffff\nx",
                "HTTP/1.1 302 Found\nContent-Length: 0\n\n",
                "HTTP/1.1 206 Partial\nContent-Range: bytes 0-1/2\nContent-Length: 2\n\nxx"
            })
    void nonsenseIsAnError(String text) throws Exception {
        Evil evil = (out, server) -> out.write(text.replace("\n", "\r\n").getBytes(ISO_8859_1));
        try (EvilServer server = new EvilServer(evil)) {
            assertThatThrownBy(() -> fetch(once, server))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("; ");
            assertThat(target).doesNotExist();
        }
    }

    @Test
    void brokenConnectionIsTriedThreeTimesMore() throws Exception {
        try (EvilServer server = new EvilServer((out, s) -> {})) {
            assertThatThrownBy(() -> fetch(patient, server))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("broke 4 times; try again later");
        }
    }

    @Test
    void serverThatLiesAboutTheLengthSendsTheWrongBytes() throws Exception {
        try (EvilServer server =
                new EvilServer(says("HTTP/1.1 200 OK\nConnection: close\nContent-Length: " + CUT + TAG, CONTENT))) {
            assertThatThrownBy(() -> fetch(once, server)).isInstanceOf(HashMismatchException.class);
            assertThat(partials).isEmptyDirectory();
        }
    }

    @Test
    void truncatedBodyWithoutLengthIsFoundByItsHash() throws Exception {
        try (EvilServer server = new EvilServer(says("HTTP/1.1 200 OK\nConnection: close" + TAG, cut(CONTENT)))) {
            assertThatThrownBy(() -> fetch(once, server)).isInstanceOf(HashMismatchException.class);
            assertThat(partials).isEmptyDirectory();
        }
    }

    @Test
    void fetch132_serverThatTakesNoConnectionIsGivenUp() throws Exception {
        List<SocketChannel> waiting = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Downloader downloader = new Downloader(partials, ONCE.withConnect(Duration.ofMillis(200)))) {
            for (int i = 0; i < 5; i++) {
                SocketChannel channel = SocketChannel.open();
                waiting.add(channel);
                channel.configureBlocking(false);
                channel.connect(full.getLocalSocketAddress());
            }
            FetchRequest request = FetchRequest.of(URI.create("http://127.0.0.1:" + full.getLocalPort() + "/"))
                    .unchecked()
                    .build();

            assertThatThrownBy(() -> downloader.fetch(request, target, Progress.NONE, () -> false))
                    .isInstanceOf(FetchException.class)
                    .hasMessageContaining("does not take the connection in time");
        } finally {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }
}
