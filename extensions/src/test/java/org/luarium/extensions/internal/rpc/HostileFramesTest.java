// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.extension.spi.LinkClosedException;

/** A child that sends what are no frames, or none that it may send. */
class HostileFramesTest extends HostileFixture {
    // ---- frames

    @Test
    void extensions60_aHugeFrameThatIsAnnouncedClosesTheLink() throws Exception {
        try (RawLink link = link()) {
            CompletableFuture<Object> pending = link.host.invoke(1, "x", List.of());
            link.out.write(new byte[] {0x7f, -1, -1, -1});
            assertThat(reason(link)).contains("2147483647 bytes was announced, the limit is 16777216");
            assertThatThrownBy(() -> pending.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(LinkClosedException.class);
        }
        try (RawLink link = link()) {
            link.out.write(new byte[] {-1, -1, -1, -1});
            assertThat(reason(link)).contains("4294967295 bytes was announced");
        }
    }

    @Test
    void extensions60_whatIsOnlyAnnouncedTakesNoMemory() throws Exception {
        List<RawLink> links = new ArrayList<>();
        try {
            long most = Runtime.getRuntime().maxMemory();
            for (long announced = 0; announced < 4 * most; announced += 1 << 30) {
                RawLink link = link(Options.frameBytes(1 << 30));
                links.add(link);
                link.out.write(new byte[] {0x40, 0, 0, 0, 1});
            }
            for (RawLink link : links) {
                assertThat(link.host.end()).isNotDone();
            }
        } finally {
            links.forEach(RawLink::close);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 20})
    void extensions61_aFrameThatEndsTooEarly(int bytes) throws Exception {
        try (RawLink link = link()) {
            CompletableFuture<Object> pending = link.host.invoke(1, "x", List.of());
            byte[] frame = RawLink.bytes(
                    out -> RawLink.header(out, Frame.CALL, 1, 0, 1, "add(int,int)", args -> args.array(0)));
            link.out.write(frame, 0, bytes);
            link.out.close();
            assertThat(reason(link)).contains("incomplete");
            assertThatThrownBy(() -> pending.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(LinkClosedException.class);
        }
    }

    @Test
    void extensions61_theEndBetweenFrames() throws Exception {
        try (RawLink link = link()) {
            link.out.close();
            assertThat(reason(link)).contains("it has closed it");
        }
    }

    @Test
    void extensions62_whatIsNoFrame() throws Exception {
        List<Consumer<Output>> wrong = List.of(
                out -> {},
                out -> out.integer(1),
                out -> out.string("garbage"),
                out -> out.array(0),
                out -> {
                    out.array(1);
                    out.integer(99);
                },
                out -> {
                    out.array(1);
                    out.string("x");
                },
                out -> RawLink.hello(out, Peer.VERSION),
                out -> RawLink.header(out, Frame.CALL, 0, 0, 1, "add(int,int)", args -> args.array(0)),
                out -> RawLink.header(out, Frame.CALL, -5, 0, 1, "add(int,int)", args -> args.array(0)));
        for (Consumer<Output> each : wrong) {
            try (RawLink link = link()) {
                link.frame(each);
                assertThat(reason(link)).startsWith("the link to raw has ended: ");
            }
        }
        try (RawLink link = link()) {
            link.frame(out -> {
                out.array(1);
                out.integer(99);
            });
            assertThat(reason(link)).contains("frame of unknown type 99");
        }
    }

    @Test
    void extensions62_theGreetingHasToComeFirstAndToFit() throws Exception {
        try (RawLink link = new RawLink(o -> o)) {
            link.host.start();
            link.call(1, 0, 1, "x", out -> out.array(0));
            assertThat(reason(link)).contains("there was no greeting");
            assertThat(link.host.greeted()).isCompletedExceptionally();
        }
        try (RawLink link = new RawLink(o -> o)) {
            link.host.start();
            link.frame(out -> RawLink.hello(out, 7));
            assertThat(reason(link)).contains("version 7 of the protocol, not 1");
        }
    }

    @Test
    void extensions63_aFrameOfExactlyTheLimitIsTaken() throws Exception {
        int limit = 8192;
        try (RawLink link = link(Options.frameBytes(limit))) {
            Remote remote = link.host.borrow(5, Remote.class);
            remote.note(new byte[0]);
            int least = link.receive(Frame.NOTE).bytes();
            remote.note(new byte[limit - least]);
            assertThat(link.receive(Frame.NOTE).bytes()).isEqualTo(limit);
            assertThatThrownBy(() -> remote.note(new byte[limit - least + 1]))
                    .hasMessageContaining((limit + 1) + " bytes, a frame may have " + limit);

            int overhead = RawLink.bytes(sized(7, 0)).length - Output.HEADER;
            link.frame(sized(7, limit - overhead));
            assertThat(link.receive(Frame.RESULT).fields()).containsExactly(7L, -1L);
            link.frame(sized(8, limit - overhead + 1));
            assertThat(reason(link)).contains((limit + 1) + " bytes was announced");
        }
    }

    // ---- anything

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void extensions62_randomBytesOnlyCloseTheLink(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < 40; i++) {
            try (RawLink link = link(Options.frameBytes(1 << 16))) {
                CompletableFuture<Object> pending = link.host.invoke(5, "x", List.of());
                byte[] bytes = new byte[1 + random.nextInt(2000)];
                random.nextBytes(bytes);
                if (random.nextBoolean()) {
                    // Lengths that are possible, so that the bodies are looked at.
                    bytes[0] = 0;
                    if (bytes.length > 1) {
                        bytes[1] = 0;
                    }
                }
                write(link, bytes);
                assertThat(reason(link)).isNotEmpty();
                assertThatThrownBy(() -> pending.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void extensions62_damagedFramesOnlyCloseTheLink(long seed) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            try (RawLink link = link(Options.frameBytes(1 << 16))) {
                CompletableFuture<Object> pending = link.host.invoke(5, "x", List.of());
                java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
                for (int j = 0; j < 20; j++) {
                    byte[] frame = RawLink.bytes(valid(random, j + 1));
                    for (int k = random.nextInt(3); k > 0; k--) {
                        // Mostly not in the length, which would be the end at once.
                        frame[random.nextInt(8) == 0 ? random.nextInt(4) : 4 + random.nextInt(frame.length - 4)] =
                                (byte) random.nextInt();
                    }
                    all.writeBytes(frame);
                }
                write(link, all.toByteArray());
                assertThat(reason(link)).isNotEmpty();
                pending.handle((value, e) -> null).get(10, TimeUnit.SECONDS);
                await().untilAsserted(() -> assertThat(link.host.lent()).isZero());
            }
        }
    }

    private static void write(RawLink link, byte[] bytes) {
        try {
            link.out.write(bytes);
            link.out.close();
        } catch (IOException e) {
            // The host was quicker.
        }
    }

    private static Consumer<Output> valid(Random random, long id) {
        return switch (random.nextInt(6)) {
            case 0 -> sized(id, random.nextInt(50));
            case 1 ->
                out -> RawLink.header(out, Frame.CALL, id, random.nextInt(3), 1, "add", args -> {
                    args.array(2);
                    args.integer(random.nextInt());
                    args.integer(random.nextInt());
                });
            case 2 ->
                out -> RawLink.header(out, Frame.NOTE, 0, 0, 1, "use(java.util.function.Supplier)", args -> {
                    args.array(1);
                    args.tagged(Tags.MINE, random.nextInt(5));
                });
            case 3 ->
                out -> {
                    out.array(3);
                    out.integer(Frame.RESULT);
                    out.integer(random.nextInt(3));
                    out.map(1);
                    out.string("key");
                    out.array(2);
                    out.float8(random.nextDouble());
                    out.tagged(Tags.ARRAY, new byte[] {'i', 1, 2, 3, 4});
                };
            case 4 ->
                out -> {
                    out.array(4);
                    out.integer(Frame.RELEASE);
                    out.integer(0);
                    out.integer(random.nextInt(5));
                    out.integer(random.nextInt(5));
                };
            default ->
                out -> {
                    out.array(2);
                    out.integer(random.nextBoolean() ? Frame.CANCEL : Frame.COLLECT);
                    out.integer(id - 1);
                };
        };
    }
}
