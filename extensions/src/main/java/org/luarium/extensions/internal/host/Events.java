// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.host;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.EventListener;
import org.luarium.extension.spi.UnheardEventException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who hears of the events of an extension, for all of its generations. Thread-safe. */
final class Events {
    private static final Logger log = LoggerFactory.getLogger(Events.class);
    private static final int MOST_NAMES = 1000;

    private final String extension;
    private final Map<String, List<EventListener>> listeners = new ConcurrentHashMap<>();
    private final Set<String> unheardNames = ConcurrentHashMap.newKeySet();
    private final LongAdder unheard = new LongAdder();

    Events(String extension) {
        this.extension = extension;
    }

    AutoCloseable listen(String event, EventListener listener) {
        // Its own, so that whoever listens twice ends the one and keeps the other.
        EventListener mine = (name, payload) -> listener.heard(name, payload);
        listeners.compute(event, (name, all) -> {
            List<EventListener> now = all == null ? new CopyOnWriteArrayList<>() : all;
            now.add(mine);
            return now;
        });
        return () -> listeners.computeIfPresent(event, (name, all) -> {
            all.remove(mine);
            return all.isEmpty() ? null : all;
        });
    }

    /** How many events nobody has heard. */
    long unheard() {
        return unheard.sum();
    }

    void emit(String event, @Nullable Object payload) {
        List<EventListener> all = listeners.getOrDefault(event, List.of());
        if (all.isEmpty()) {
            unheard.increment();
            if (unheardNames.size() < MOST_NAMES && unheardNames.add(event)) {
                log.info("Extension {}: nobody listens to its event {}", extension, event);
            }
        }
        for (EventListener each : all) {
            try {
                each.heard(event, payload);
            } catch (RuntimeException e) {
                log.warn("Extension {}: a listener to its event {} failed", extension, event, e);
            }
        }
    }

    void emitStrictly(String event, @Nullable Object payload) {
        List<EventListener> all = listeners.getOrDefault(event, List.of());
        if (all.isEmpty()) {
            throw new UnheardEventException(
                    "nobody listens to the event " + event + " of extension " + extension, null);
        }
        for (EventListener each : all) {
            each.heard(event, payload);
        }
    }
}
