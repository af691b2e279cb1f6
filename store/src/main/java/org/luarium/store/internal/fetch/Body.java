// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.fetch;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, handed piece by piece from the client's threads to the one that fetches, which so can give up
 * waiting at any time. The client sends no more than a few pieces ahead.
 */
final class Body implements HttpResponse.BodySubscriber<Body> {
    private static final int AHEAD = 4;

    /** Some bytes, or the end, which has no bytes and perhaps a reason. */
    record Piece(List<ByteBuffer> bytes, @Nullable Throwable failure) {
        boolean isEnd() {
            return bytes.isEmpty();
        }
    }

    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>(AHEAD + 2);
    private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
    private volatile boolean abandoned;

    @Override
    public CompletionStage<Body> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription.set(given);
        if (abandoned) {
            given.cancel();
        } else {
            given.request(AHEAD);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        Flow.Subscription current = subscription.get();
        if (bytes.isEmpty()) {
            if (current != null) {
                current.request(1);
            }
        } else if (!pieces.offer(new Piece(bytes, null)) && current != null) {
            // More than was asked for
            current.cancel();
        }
    }

    @Override
    public void onError(Throwable failure) {
        pieces.offer(new Piece(List.of(), failure));
    }

    @Override
    public void onComplete() {
        pieces.offer(new Piece(List.of(), null));
    }

    /** The next piece, or null if none came within a step. */
    @Nullable
    Piece next() throws InterruptedException {
        Piece piece = pieces.poll(Watch.STEP.toNanos(), TimeUnit.NANOSECONDS);
        Flow.Subscription current = subscription.get();
        if (piece != null && !piece.isEnd() && current != null) {
            current.request(1);
        }
        return piece;
    }

    /** Closes the connection. */
    void abandon() {
        abandoned = true;
        Flow.Subscription current = subscription.get();
        if (current != null) {
            current.cancel();
        }
    }
}
