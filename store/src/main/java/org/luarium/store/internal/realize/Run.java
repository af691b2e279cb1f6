// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import java.util.List;
import org.luarium.store.Realization;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.RealizeEvent;
import org.luarium.store.RealizeListener;
import org.luarium.store.Ref;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One realization: how far it is, and whether anybody still wants it. Thread-safe. */
final class Run {
    private static final Logger log = LoggerFactory.getLogger(Run.class);

    private final RealizeListener listener;
    private final int total;
    private int finished; // guarded by this
    private volatile boolean cancelled;

    Run(RealizeListener listener, int total) {
        this.listener = listener;
        this.total = total;
    }

    void cancel() {
        cancelled = true;
    }

    boolean isCancelled() {
        return cancelled || Thread.currentThread().isInterrupted();
    }

    void check() {
        if (isCancelled()) {
            throw new RealizeCancelledException("the realization was cancelled");
        }
    }

    void started(Node node) {
        check();
        tell(RealizeEvent.Kind.STARTED, node, false, 0, -1);
    }

    void progress(Node node, long done, long work) {
        tell(RealizeEvent.Kind.PROGRESS, node, false, done, work);
    }

    void finished(RealizeEvent.Kind kind, Node node) {
        tell(kind, node, true, 0, -1);
    }

    private synchronized void tell(RealizeEvent.Kind kind, Node node, boolean isEnd, long done, long work) {
        if (isEnd) {
            finished++;
        }
        try {
            listener.happened(new RealizeEvent(kind, node.dref(), finished, total, done, work));
        } catch (RuntimeException e) {
            log.warn("a listener failed at {}", node.dref(), e);
        }
    }

    void warnIfUnmatched(Node node, List<Ref.RRef> built) {
        List<Ref.RRef> chosen = node.chosen().stream().map(Realization::ref).toList();
        if (built.stream().noneMatch(chosen::contains)) {
            log.warn("of what was built of {}, the matcher chose nothing: {}", node.dref(), built);
        }
    }
}
