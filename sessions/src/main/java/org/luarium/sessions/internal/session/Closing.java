// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Closes sessions, several at a time: each waits for its process and its listeners. */
final class Closing {
    private static final int THREADS = 8;

    private Closing() {}

    static void all(Collection<SessionImpl> sessions) {
        Queue<SessionImpl> left = new ConcurrentLinkedQueue<>(sessions);
        List<Thread> helpers = new ArrayList<>();
        for (int i = 1; i < Math.min(THREADS, sessions.size()); i++) {
            Thread helper = new Thread(() -> drain(left), "luarium-session-close-" + i);
            helper.setDaemon(true);
            helper.start();
            helpers.add(helper);
        }
        drain(left);
        boolean interrupted = false;
        for (Queue<Thread> waiting = new ArrayDeque<>(helpers); !waiting.isEmpty(); ) {
            try {
                waiting.element().join();
                waiting.remove();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void drain(Queue<SessionImpl> left) {
        for (SessionImpl session = left.poll(); session != null; session = left.poll()) {
            session.close();
        }
    }
}
