// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Many calls that are under way at once. */
public final class Flight {
    private Flight() {}

    /** A call that answers later. */
    @FunctionalInterface
    public interface Call {
        CompletableFuture<?> make();
    }

    /** Nanoseconds for each of many calls, of which some are under way at any time. */
    public static double nanos(int calls, int inFlight, Call call) throws InterruptedException {
        Semaphore places = new Semaphore(inFlight);
        long began = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            places.acquire();
            CompletableFuture<?> unused = call.make().whenComplete((value, failure) -> places.release());
        }
        places.acquire(inFlight);
        return (System.nanoTime() - began) / (double) calls;
    }
}
