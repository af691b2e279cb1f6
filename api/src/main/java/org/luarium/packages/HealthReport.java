// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * How an environment, and what it depends on, is.
 *
 * @param environment its name
 * @param checks what was looked at
 */
public record HealthReport(String environment, List<HealthCheck> checks) {
    /**
     * Creates a report.
     *
     * @param environment its name
     * @param checks what was looked at
     */
    public HealthReport {
        requireNonNull(environment, "environment");
        checks = List.copyOf(checks);
    }

    /**
     * How well it is: the share of its points that what could be checked has.
     *
     * @return from 0 to 100; 0 if nothing could be checked
     */
    public int score() {
        int points = 0;
        int weight = 0;
        for (HealthCheck check : checks) {
            if (check.status() != HealthCheck.Status.UNKNOWN) {
                points += check.points();
                weight += check.weight();
            }
        }
        return weight == 0 ? 0 : Math.round(100f * points / weight);
    }

    /**
     * How much of it could be checked.
     *
     * @return in percent of all weights
     */
    public int checked() {
        int weight = 0;
        int all = 0;
        for (HealthCheck check : checks) {
            all += check.weight();
            weight += check.status() == HealthCheck.Status.UNKNOWN ? 0 : check.weight();
        }
        return all == 0 ? 0 : Math.round(100f * weight / all);
    }

    /**
     * Whether all that could be checked is well.
     *
     * @return true if no check failed or warned
     */
    public boolean good() {
        return checks.stream()
                .allMatch(check ->
                        check.status() == HealthCheck.Status.OK || check.status() == HealthCheck.Status.UNKNOWN);
    }
}
