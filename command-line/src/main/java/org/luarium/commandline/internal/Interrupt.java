// SPDX-License-Identifier: Apache-2.0
package org.luarium.commandline.internal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.luarium.vm.Vm;

/** Stops a script. Bounded, and repeated: the signal may come before the script begins, or just before it reads. */
final class Interrupt implements Runnable {
    private static final long PAUSE_MILLIS = 20;
    private static final int ATTEMPTS = 75;

    private final Vm vm;
    private final StandardInput input;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean asked;

    Interrupt(Vm vm, StandardInput input) {
        this.vm = vm;
        this.input = input;
    }

    @Override
    public void run() {
        asked = true;
        boolean heard = false;
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                // First the interrupt, or else a script that reads sees an error and may go on.
                heard = heard || vm.interrupt();
                input.close();
                if (ended.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean asked() {
        return asked;
    }

    void scriptEnded() {
        ended.countDown();
    }
}
