// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What to keep of a history: what satisfies one of the conditions, and what is in force anyway.
 *
 * @param last as many of the newest ones
 * @param age those that are younger
 */
public record Retention(int last, Duration age) {
    /**
     * Creates a rule.
     *
     * @param last as many of the newest ones
     * @param age those that are younger
     */
    public Retention {
        if (last < 0) {
            throw new IllegalArgumentException("last is " + last + "; it must not be negative");
        }
        requireNonNull(age, "age");
    }

    /**
     * Keeps a number of them.
     *
     * @param last as many of the newest ones
     * @return a rule
     */
    public static Retention ofLast(int last) {
        return new Retention(last, Duration.ZERO);
    }
}
