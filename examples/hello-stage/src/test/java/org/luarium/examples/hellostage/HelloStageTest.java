// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.hellostage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.Closure;
import org.luarium.store.Realization;
import org.luarium.store.RealizeEvent;
import org.luarium.store.RealizeOptions;
import org.luarium.store.Realized;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.internal.Settings;
import org.luarium.store.internal.StoreImpl;

class HelloStageTest {
    @TempDir
    private Path folder;

    private StoreImpl store;
    private SourceStage source;

    @BeforeEach
    void open() throws IOException {
        store = new StoreImpl(folder.resolve("store"), Settings.defaults());
        source = new SourceStage(store.stages(), SourceStage.published(folder.resolve(Archive.FILE)));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static void assumeTools(String... names) {
        for (String name : names) {
            boolean there = Stream.of("/usr/local/bin", "/usr/bin", "/bin")
                    .anyMatch(bin -> Files.isExecutable(Path.of(bin, name)));
            if (!there) {
                System.out.println("HelloStageTest goes without C: this machine has no " + name);
            }
            assumeTrue(there, "this machine has no " + name);
        }
    }

    private static String run(Realization hello) throws Exception {
        Process process = new ProcessBuilder(hello.path().resolve("bin/hello").toString()).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).isZero();
        return output;
    }

    @Test
    void theArchiveHasTheBytesThatItsHashPromises() throws Exception {
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Archive.pack()));

        assertThat(hash).as("whoever changes the source changes Archive.SHA256").isEqualTo(Archive.SHA256);
    }

    @Test
    void theProgramInCIsBuiltAndGreetsFromTheStore() throws Exception {
        assumeTools("cc", "make");

        Realization hello = store.realize(new HelloStage(source)).one();

        assertThat(run(hello)).isEqualTo("Hello World!\n");
    }

    @Test
    void builtTwiceItHasTheSameBits() throws Exception {
        assumeTools("cc", "make");
        Closure<Ref.DRef> closure = store.instantiate(new HelloStage(source));

        Realization first = store.realize(closure).one();
        Realized<Ref.DRef> again =
                store.realize(closure, RealizeOptions.builder().forceTargets().build());

        assertThat(again.built()).containsExactly(closure.result());
        assertThat(again.one().ref()).isEqualTo(first.ref());
    }

    @Test
    void theScriptIsBuiltAndGreetsFromTheStore() throws Exception {
        Realization hello = store.realize(new HelloScriptStage(source)).one();

        assertThat(run(hello)).isEqualTo("Hello World!\n");
        assertThat(store.realize(new HelloScriptStage(source)).built()).isEmpty();
    }

    @Test
    void sourceFromAnotherServerIsTheSameSourceAndNothingIsBuilt() throws Exception {
        store.realize(new HelloScriptStage(source));
        byte[] archive = Archive.pack();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, archive.length);
                exchange.getResponseBody().write(archive);
            }
        });
        server.start();
        List<RealizeEvent.Kind> ends = new ArrayList<>();
        try {
            URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + Archive.FILE);
            Stage<Ref.DRef> mirrored = new HelloScriptStage(new SourceStage(store.stages(), address));

            Realized<Ref.DRef> realized = store.realize(
                    store.instantiate(mirrored),
                    RealizeOptions.builder()
                            .listener(event -> ends.add(event.kind()))
                            .build());

            assertThat(run(realized.one())).isEqualTo("Hello World!\n");
            assertThat(ends).endsWith(RealizeEvent.Kind.BUILT, RealizeEvent.Kind.ADOPTED);
        } finally {
            server.stop(0);
        }
    }
}
