// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What waits of one channel for one who subscribes: if it is too much, the oldest is lost, and counted. Guarded by its owner.
 *
 * @param <T> what holds a message
 */
final class Feed<T> {
    /** A message with its size. */
    private record Item<T>(T message, long bytes) {}

    /** A message that was taken, with what it takes to put it back. */
    record Taken<T>(T message, long bytes, long missed) {}

    private final MessageLimits limits;
    private final Budget budget;
    private final Deque<Item<T>> items = new ArrayDeque<>();
    private long bytes;
    private long missed;

    Feed(MessageLimits limits, Budget budget) {
        this.limits = limits;
        this.budget = budget;
    }

    /** Adds a message; false if there is no room for it even alone. */
    boolean add(T message, long size, LongAdder lost) {
        while (!items.isEmpty() && (items.size() >= limits.channelMessages() || bytes + size > limits.channelBytes())) {
            drop(lost);
        }
        boolean room = budget.take(size);
        while (!room && !items.isEmpty()) {
            drop(lost);
            room = budget.take(size);
        }
        if (room) {
            items.addLast(new Item<>(message, size));
            bytes += size;
        } else {
            miss(lost);
        }
        return room;
    }

    /** A message that cannot be kept. */
    void miss(LongAdder lost) {
        missed++;
        lost.increment();
    }

    private void drop(LongAdder lost) {
        give(items.removeFirst());
        miss(lost);
    }

    private void give(Item<T> item) {
        bytes -= item.bytes();
        budget.giveBack(item.bytes());
    }

    @Nullable
    T first() {
        Item<T> item = items.peekFirst();
        return item == null ? null : item.message();
    }

    Taken<T> take() {
        Item<T> item = items.removeFirst();
        give(item);
        Taken<T> taken = new Taken<>(item.message(), item.bytes(), missed);
        missed = 0;
        return taken;
    }

    /** It was not wanted. */
    void putBack(Taken<T> taken) {
        budget.takeAgain(taken.bytes());
        items.addFirst(new Item<>(taken.message(), taken.bytes()));
        bytes += taken.bytes();
        missed += taken.missed();
    }

    void clear() {
        while (!items.isEmpty()) {
            give(items.removeFirst());
        }
    }
}
