// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.luarium.network.ChannelInfo;

/** The channels somebody subscribes to. Thread-safe. */
final class Topics {
    private final Map<String, Topic> topics = new ConcurrentHashMap<>();

    void add(String channel, Subscriber subscriber) {
        topics.compute(channel, (name, known) -> {
            Topic topic = known == null ? new Topic(name) : known;
            topic.add(subscriber);
            return topic;
        });
    }

    void remove(String channel, Subscriber subscriber) {
        topics.computeIfPresent(channel, (name, topic) -> topic.remove(subscriber) ? null : topic);
    }

    /** Sends a message to all who subscribe but one; gives how many get it. */
    int publish(String channel, String from, Parcel parcel, @Nullable Subscriber except) {
        Topic topic = topics.get(channel);
        return topic == null ? 0 : topic.publish(from, parcel, except);
    }

    List<ChannelInfo> list() {
        return topics.values().stream()
                .map(Topic::info)
                .sorted((a, b) -> a.name().compareTo(b.name()))
                .toList();
    }
}
