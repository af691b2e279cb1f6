// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Flow;
import org.luarium.network.Channel;
import org.luarium.network.Message;
import org.luarium.value.LuaValue;

/** A channel as a bundle sees it. */
final class ChannelImpl implements Channel {
    private final String name;
    private final String bundle;
    private final Topics topics;
    private final FlowSubscriptions subscriptions;

    ChannelImpl(String name, String bundle, Topics topics, FlowSubscriptions subscriptions) {
        this.name = Names.checkChannel(name);
        this.bundle = bundle;
        this.topics = topics;
        this.subscriptions = subscriptions;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int publish(LuaValue message) {
        return topics.publish(name, bundle, Parcel.message(message), null);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Message> subscriber) {
        subscriptions.add(name, bundle, requireNonNull(subscriber, "subscriber"));
    }
}
