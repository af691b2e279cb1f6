// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.luarium.network.ChannelInfo;

/** Who subscribes to a channel. Thread-safe. */
final class Topic {
    private final String name;
    private final Set<Subscriber> subscribers = new LinkedHashSet<>(); // guarded by this
    private long published; // guarded by this
    private final LongAdder dropped = new LongAdder();

    Topic(String name) {
        this.name = name;
    }

    synchronized void add(Subscriber subscriber) {
        subscribers.add(subscriber);
    }

    /** Gives whether it was the last. */
    synchronized boolean remove(Subscriber subscriber) {
        subscribers.remove(subscriber);
        return subscribers.isEmpty();
    }

    int publish(String from, Parcel parcel, @Nullable Subscriber except) {
        List<Subscriber> receivers = new ArrayList<>();
        int count = 0;
        synchronized (this) {
            published++;
            for (Subscriber subscriber : subscribers) {
                if (subscriber != except) {
                    count += subscriber.offer(from, name, parcel, dropped) ? 1 : 0;
                    receivers.add(subscriber);
                }
            }
        }
        receivers.forEach(Subscriber::deliver);
        return count;
    }

    synchronized ChannelInfo info() {
        return new ChannelInfo(
                name, subscribers.stream().map(Subscriber::name).sorted().toList(), published, dropped.sum());
    }
}
