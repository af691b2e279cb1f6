// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import java.util.Locale;

/**
 * What a figure has to keep.
 *
 * @param kind how it is judged
 * @param bound the limit
 */
public record Goal(Kind kind, double bound) {
    /** How a figure is judged. */
    public enum Kind {
        /** Ours divided by the floor. */
        RATIO_AT_MOST,
        /** The peer divided by ours. */
        TIMES_FASTER,
        /** The figure itself. */
        AT_MOST,
        /** The figure itself. */
        AT_LEAST,
        /** Nothing to keep: a figure for orientation. */
        NONE
    }

    public static Goal ratioAtMost(double bound) {
        return new Goal(Kind.RATIO_AT_MOST, bound);
    }

    public static Goal timesFaster(double bound) {
        return new Goal(Kind.TIMES_FASTER, bound);
    }

    public static Goal atMost(double bound) {
        return new Goal(Kind.AT_MOST, bound);
    }

    public static Goal atLeast(double bound) {
        return new Goal(Kind.AT_LEAST, bound);
    }

    public static Goal none() {
        return new Goal(Kind.NONE, 0);
    }

    /** How far a figure is on the wrong side: at most 1 when the goal is met. */
    double missedBy(double ours, double floor) {
        return switch (kind) {
            case RATIO_AT_MOST -> ours / floor / bound;
            case TIMES_FASTER -> bound / (floor / ours);
            case AT_MOST -> bound == 0 ? (ours == 0 ? 0 : Double.POSITIVE_INFINITY) : ours / bound;
            case AT_LEAST -> bound / ours;
            case NONE -> 0;
        };
    }

    /** The goal for people. */
    public String show(Unit unit) {
        return switch (kind) {
            case RATIO_AT_MOST -> String.format(Locale.ROOT, "≤ %sx", number());
            case TIMES_FASTER -> String.format(Locale.ROOT, "≥ %sx faster", number());
            case AT_MOST -> "≤ " + unit.show(bound);
            case AT_LEAST -> "≥ " + unit.show(bound);
            case NONE -> "-";
        };
    }

    private String number() {
        return bound == Math.rint(bound)
                ? String.format(Locale.ROOT, "%.0f", bound)
                : String.format(Locale.ROOT, "%s", bound);
    }
}
