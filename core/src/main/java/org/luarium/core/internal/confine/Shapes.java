// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.luarium.core.internal.engine.Engine;
import org.luarium.isolate.Confinement;

/**
 * Remembers for a moment what the plans of one configuration have in common. To make that anew means to look at every file of
 * the interpreter and of its root. A change is noticed within a second, or when a process has not started.
 */
final class Shapes {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST = 64;

    private final LongSupplier clock;
    private final Map<List<Object>, Known> shapes = new ConcurrentHashMap<>();

    private record Known(Shape shape, long madeNanos) {}

    Shapes(LongSupplier clock) {
        this.clock = clock;
    }

    /**
     * Returns what a shape depends on: no records, because a JVM takes milliseconds to learn how to compare those of a class.
     *
     * @param readable of the files that are given, those which exist
     */
    static List<Object> key(
            Engine engine, Confinement confinement, boolean networked, Boot boot, Collection<Path> readable) {
        return List.of(
                engine.info().name(),
                engine.info().kind(),
                engine.command(),
                engine.variables(),
                confinement,
                networked,
                boot.file(),
                List.copyOf(readable));
    }

    Shape get(List<Object> key, Supplier<Shape> maker) {
        long now = clock.getAsLong();
        Known known = shapes.get(key);
        if (known != null && now - known.madeNanos() < FRESH_NANOS) {
            return known.shape();
        }
        Shape shape = maker.get();
        if (shapes.size() >= MOST) {
            shapes.clear();
        }
        shapes.put(key, new Known(shape, now));
        return shape;
    }

    void forget() {
        shapes.clear();
    }
}
