// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.luarium.network.Message;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts what it hears of a channel. */
final class EventPoster implements Flow.Subscriber<Message> {
    private static final Logger log = LoggerFactory.getLogger(EventPoster.class);
    private static final String TOPIC = "org/luarium/network/";

    private final EventAdmin admin;
    private final Consumer<Flow.Subscription> began;

    EventPoster(EventAdmin admin, Consumer<Flow.Subscription> began) {
        this.admin = admin;
        this.began = began;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        began.accept(subscription);
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Message message) {
        Map<String, @Nullable Object> properties = new HashMap<>();
        properties.put("from", message.from());
        properties.put("channel", message.channel());
        properties.put("value", message.value().toJava());
        properties.put("missed", message.missed());
        admin.postEvent(new Event(TOPIC + message.channel().replace('.', '/'), properties));
    }

    @Override
    public void onError(Throwable problem) {
        log.warn("The messages of a channel are not posted as events: {}", problem.getMessage());
    }

    @Override
    public void onComplete() {}
}
