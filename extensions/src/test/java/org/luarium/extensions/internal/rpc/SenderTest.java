// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SenderTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Queue<Runnable> relief = new ArrayDeque<>();
    private final AtomicReference<IOException> failure = new AtomicReference<>();

    @Test
    void nobodyWritesForOthersForEver() throws Exception {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        AtomicReference<Sender> sender = new AtomicReference<>();
        // Whenever something is written, another leaves a frame; until there were a hundred.
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                written.write(bytes, from, length);
                if (written.size() < 100) {
                    sender.get().send(new byte[] {(byte) written.size()}, 1);
                }
            }
        };
        sender.set(new Sender(out, SECOND, relief::add, failure::set));

        sender.get().send(new byte[] {0}, 1);

        assertThat(written.size()).isBetween(2, 20);
        assertThat(sender.get().isWriting()).isTrue();
        assertThat(relief).hasSize(1);
        relief.remove().run();
        byte[] expected = new byte[100];
        for (int i = 0; i < 100; i++) {
            expected[i] = (byte) i;
        }
        assertThat(written.toByteArray()).isEqualTo(expected);
        assertThat(sender.get().isWriting()).isFalse();
        assertThat(failure).hasValue(null);
    }

    @Test
    void whoWaitsForRoomIsToldOfTheEnd() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                entered.countDown();
                try {
                    assertThat(released.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        };
        Sender sender = new Sender(out, 60 * SECOND, relief::add, failure::set);
        CompletableFuture<Void> first = sending(sender, 1);
        assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
        sender.send(new byte[3 << 20], 3 << 20);
        CompletableFuture<Void> third = sending(sender, 2 << 20);
        await().during(100, TimeUnit.MILLISECONDS).until(() -> !third.isDone());
        assertThat(sender.isStuck(System.nanoTime())).isFalse();
        assertThat(sender.isStuck(System.nanoTime() + 61 * SECOND)).isTrue();

        sender.close();

        assertThatThrownBy(() -> third.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("the link is closed");
        assertThatThrownBy(() -> sender.send(new byte[1], 1)).hasMessage("the link is closed");
        released.countDown();
        first.get(10, TimeUnit.SECONDS);
        assertThat(sender.isWriting()).isFalse();
    }

    private static CompletableFuture<Void> sending(Sender sender, int size) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                sender.send(new byte[size], size);
                sent.complete(null);
            } catch (IOException e) {
                sent.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return sent;
    }
}
