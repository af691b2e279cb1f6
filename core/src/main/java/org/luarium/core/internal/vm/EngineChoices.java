// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.luarium.core.internal.engine.Engine;

/**
 * Remembers for a moment which engine a name stands for.
 *
 * <p>To look a name up means to look into every folder of the search path, which takes longer than to take a VM from the pool. A new interpreter is
 * noticed within a second; one that does not start is forgotten at once.
 */
final class EngineChoices {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST = 64;

    private final Function<String, Engine> catalog;
    private final LongSupplier clock;
    private final Map<String, Choice> choices = new ConcurrentHashMap<>();

    private record Choice(Engine engine, long madeNanos) {}

    EngineChoices(Function<String, Engine> catalog, LongSupplier clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    Engine engine(String requested) {
        long now = clock.getAsLong();
        Choice known = choices.get(requested);
        if (known != null && now - known.madeNanos() < FRESH_NANOS) {
            return known.engine();
        }
        Engine engine = catalog.apply(requested);
        if (choices.size() >= MOST) {
            choices.clear();
        }
        choices.put(requested, new Choice(engine, now));
        return engine;
    }

    void forget() {
        choices.clear();
    }
}
