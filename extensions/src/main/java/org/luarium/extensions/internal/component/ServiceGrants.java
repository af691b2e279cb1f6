// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.component;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.luarium.extensions.internal.host.Grants;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** The services of the container. Thread-safe. */
final class ServiceGrants implements Grants, AutoCloseable {
    private final BundleContext context;
    private final Map<Class<?>, ServiceTracker<Object, Object>> trackers = new ConcurrentHashMap<>();

    ServiceGrants(BundleContext context) {
        this.context = context;
    }

    @Override
    public Optional<Object> find(Class<?> type) {
        ServiceTracker<Object, Object> tracker = trackers.computeIfAbsent(type, this::open);
        ServiceReference<Object>[] all = tracker.getServiceReferences();
        return all == null
                ? Optional.empty()
                : Stream.of(all)
                        .sorted((one, other) -> other.compareTo(one))
                        .map(tracker::getService)
                        .filter(type::isInstance)
                        .findFirst();
    }

    private ServiceTracker<Object, Object> open(Class<?> type) {
        ServiceTracker<Object, Object> tracker = new ServiceTracker<>(context, type.getName(), null);
        // Also those whose interface this bundle could load in another version: what counts is the one granted.
        tracker.open(true);
        return tracker;
    }

    @Override
    public void close() {
        trackers.values().forEach(ServiceTracker::close);
        trackers.clear();
    }
}
