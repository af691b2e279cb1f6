// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import java.util.Locale;
import java.util.Optional;

/**
 * One line of the table.
 *
 * @param work what was measured
 * @param unit what the figures count
 * @param ours our figure
 * @param against what the floor is; empty if there is none
 * @param floor the figure of the floor, from the same run
 * @param goal what is to be kept
 * @param note what else is worth knowing; one line
 */
public record Finding(String work, Unit unit, double ours, String against, double floor, Goal goal, String note) {
    private static final String MARK = "finding";
    private static final int FIELDS = 9;

    /** A finding without a floor. */
    public static Finding alone(String work, Unit unit, double ours, Goal goal, String note) {
        return new Finding(work, unit, ours, "", Double.NaN, goal, note);
    }

    public Finding withPrefix(String prefix) {
        return new Finding(prefix + work, unit, ours, against, floor, goal, note);
    }

    public boolean judged() {
        return goal.kind() != Goal.Kind.NONE;
    }

    public boolean met() {
        return missedBy() <= 1;
    }

    /** How far it is from its goal: 1 is just there, 2 is twice the bound. */
    public double missedBy() {
        return goal.missedBy(ours, floor);
    }

    public String ratio() {
        if (against.isEmpty()) {
            return "-";
        }
        double ratio = goal.kind() == Goal.Kind.TIMES_FASTER ? floor / ours : ours / floor;
        return String.format(Locale.ROOT, ratio < 10 ? "%.2fx" : "%.0fx", ratio);
    }

    /** The form in which a process hands it to another. */
    public String toLine() {
        return String.join(
                "\t",
                MARK,
                work,
                unit.name(),
                Double.toString(ours),
                against,
                Double.toString(floor),
                goal.kind().name(),
                Double.toString(goal.bound()),
                note);
    }

    /** Reads {@link #toLine()}; anything else is nothing. */
    public static Optional<Finding> parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS || !fields[0].equals(MARK)) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                fields[1],
                Unit.valueOf(fields[2]),
                Double.parseDouble(fields[3]),
                fields[4],
                Double.parseDouble(fields[5]),
                new Goal(Goal.Kind.valueOf(fields[6]), Double.parseDouble(fields[7])),
                fields[8]));
    }
}
