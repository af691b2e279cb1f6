// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.ComponentServiceObjects;

/**
 * A service that is taken when the first command asks for it, as it opens the store, and kept from then on, as Gogo lets go of the object that has a command after each call.
 * Thread-safe.
 */
final class KeptService<T> implements AutoCloseable {
    private final String name;
    private final Supplier<@Nullable T> taker;
    private final Runnable closer;
    private @Nullable T service; // guarded by this

    KeptService(String name, ComponentServiceObjects<T> services) {
        this.name = name;
        taker = services::getService;
        closer = () -> {
            T taken = service;
            if (taken != null) {
                services.ungetService(taken);
            }
        };
    }

    KeptService(T service) {
        name = "";
        taker = () -> service;
        closer = () -> {};
    }

    synchronized T get() {
        T taken = service;
        if (taken == null) {
            taken = taker.get();
            if (taken == null) {
                throw new UnsupportedOperationException(
                        "no service " + name + "; luarium:doctor and the log may say why");
            }
            service = taken;
        }
        return taken;
    }

    @Override
    public synchronized void close() {
        closer.run();
        service = null;
    }
}
