// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.web;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Paces servers. */
final class CountDown {
    private CountDown() {}

    /** What a server does again and again. */
    interface Action {
        void run() throws IOException;
    }

    static void everyMillis(long pause, BooleanSupplier ended, Action action) throws IOException, InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        while (!ended.getAsBoolean()) {
            action.run();
            if (never.await(pause, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }
}
