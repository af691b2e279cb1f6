// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.store;

import java.util.Locale;
import org.luarium.shell.internal.console.ProgressLine;
import org.luarium.store.RealizeEvent;
import org.luarium.store.RealizeListener;

/** Shows how far a realization is. */
public final class RealizeProgress implements RealizeListener {
    private static final long HUNDRED = 100;

    private volatile ProgressLine line;

    public RealizeProgress(ProgressLine line) {
        this.line = line;
    }

    /** Goes on with the line of another command. */
    void showOn(ProgressLine other) {
        line = other;
    }

    @Override
    public void happened(RealizeEvent event) {
        line.show(event.finished() + "/" + event.total() + "  " + event.dref().name() + "  " + state(event));
    }

    private static String state(RealizeEvent event) {
        return switch (event.kind()) {
            case STARTED -> "begins";
            case PROGRESS -> event.work() > 0 ? percent(event) + " %" : Long.toString(event.done());
            case WOULD_BUILD -> "would be built";
            default -> event.kind().name().toLowerCase(Locale.ROOT);
        };
    }

    private static long percent(RealizeEvent event) {
        return Math.min(HUNDRED, (long) (HUNDRED * ((double) event.done() / event.work())));
    }
}
