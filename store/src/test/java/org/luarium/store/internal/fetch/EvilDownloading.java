// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import static org.luarium.store.internal.fetch.EvilServer.says;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.internal.fetch.EvilServer.Evil;

/** What an evil server has to send, an impatient downloader and one that tries again. */
abstract class EvilDownloading {
    static final int SIZE = 100_000;
    static final int CUT = 40_000;
    static final byte[] CONTENT = new byte[SIZE];
    static final byte[] OTHER = new byte[SIZE];

    static {
        new Random(3).nextBytes(CONTENT);
        new Random(4).nextBytes(OTHER);
    }

    static final Timing PATIENT = Timing.DEFAULT.withBackOff(Duration.ofMillis(1));
    static final Timing ONCE = PATIENT.withRetries(0).withIdle(Duration.ofMillis(300));

    @TempDir
    Path folder;

    final AtomicBoolean interrupted = new AtomicBoolean();
    Path partials;
    Path target;
    Downloader once;
    Downloader patient;

    @BeforeEach
    void open() {
        partials = folder.resolve("fetch");
        target = folder.resolve("file");
        once = new Downloader(partials, ONCE);
        patient = new Downloader(partials, PATIENT);
    }

    @AfterEach
    void close() {
        once.close();
        patient.close();
    }

    static FetchRequest.Builder request(EvilServer server) throws Exception {
        return FetchRequest.of(server.uri()).sha256(Downloading.hash("SHA-256", CONTENT));
    }

    void fetch(Downloader downloader, EvilServer server) throws Exception {
        Progress progress = (received, total) -> {
            if (received == CUT) {
                server.cut();
            }
        };
        downloader.fetch(request(server).build(), target, progress, () -> false);
    }

    static byte[] cut(byte[] content) {
        return Arrays.copyOf(content, CUT);
    }

    static byte[] rest(byte[] content) {
        return Arrays.copyOfRange(content, CUT, SIZE);
    }

    static final String HEAD = "HTTP/1.1 200 OK\nConnection: close\nContent-Length: " + SIZE;
    static final String TAG = "\nETag: \"v1\"";

    /** Breaks off in the middle. */
    static Evil breaks(String version) {
        return (out, server) -> {
            says(HEAD + version, cut(CONTENT)).answer(out, server);
            out.flush();
            // The client forgets what it was about to hand out when a connection breaks
            server.awaitCut();
        };
    }

    static Evil whole() {
        return says(HEAD + TAG, CONTENT);
    }

    static Evil partial(String range, byte[] body, String more) {
        return says(
                "HTTP/1.1 206 Partial\nConnection: close\nContent-Range: " + range + "\nContent-Length: " + body.length
                        + more,
                body);
    }

    static String right() {
        return "bytes " + CUT + "-" + (SIZE - 1) + "/" + SIZE;
    }
}
