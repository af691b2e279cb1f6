// SPDX-License-Identifier: Apache-2.0
package org.luarium.metrics.internal;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Services of this JVM, not those of a network that remote services brought in. One is taken when it is asked for first, as some do much when they start, and kept
 * until there is a better one or none. Thread-safe.
 */
final class Registry implements Services, AutoCloseable {
    private static final String OURS = "(!(service.imported=*))";

    private final BundleContext context;
    private final Map<Class<?>, ServiceReference<?>> taken = new HashMap<>(); // guarded by this

    Registry(BundleContext context) {
        this.context = context;
    }

    @Override
    public synchronized <T> Optional<T> find(Class<T> type) {
        ServiceReference<T> best = best(type);
        ServiceReference<?> before = best == null ? taken.remove(type) : taken.put(type, best);
        // Of the same one, this gives back what was taken twice.
        T service = best == null ? null : context.getService(best);
        if (before != null) {
            context.ungetService(before);
        }
        return Optional.ofNullable(service);
    }

    private <T> @Nullable ServiceReference<T> best(Class<T> type) {
        try {
            return context.getServiceReferences(type, OURS).stream()
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException(OURS, e);
        }
    }

    /** Lets go of all. */
    @Override
    public synchronized void close() {
        taken.values().forEach(context::ungetService);
        taken.clear();
    }
}
