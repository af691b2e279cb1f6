// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import org.luarium.network.Message;
import org.luarium.network.NetworkingException;

/** The subscriptions of bundles. Thread-safe. */
final class FlowSubscriptions {
    private static final int MOST = 10_000;

    private final Topics topics;
    private final MessageLimits limits;
    private final Budget budget;
    private final Executor workers;
    private final Set<FlowSubscription> subscriptions = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    FlowSubscriptions(Topics topics, MessageLimits limits, Budget budget, Executor workers) {
        this.topics = topics;
        this.limits = limits;
        this.budget = budget;
        this.workers = workers;
    }

    void add(String channel, String bundle, Flow.Subscriber<? super Message> subscriber) {
        FlowSubscription subscription =
                new FlowSubscription(channel, bundle, subscriber, new Feed<>(limits, budget), workers, this::remove);
        subscriptions.add(subscription);
        if (subscriptions.size() > MOST) {
            subscription.fail(new NetworkingException(
                    "bundles have " + MOST + " subscriptions, which are all they may; cancel some"));
        } else {
            topics.add(channel, subscription);
        }
        subscription.begin();
        if (closed) {
            subscription.complete();
        }
    }

    private void remove(FlowSubscription subscription) {
        topics.remove(subscription.channel(), subscription);
        subscriptions.remove(subscription);
    }

    void release(String bundle) {
        List.copyOf(subscriptions).stream()
                .filter(subscription -> subscription.name().equals(bundle))
                .forEach(FlowSubscription::complete);
    }

    void close() {
        closed = true;
        List.copyOf(subscriptions).forEach(FlowSubscription::complete);
    }
}
