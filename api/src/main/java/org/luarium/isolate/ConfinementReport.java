// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What is enforced for one isolate, control by control. It never claims more than what was verified.
 *
 * @param profile the profile that was asked for
 * @param controls one row a control
 */
public record ConfinementReport(Profile profile, List<Control> controls) {
    /** The name under which a missing control's enforcer appears. */
    public static final String NOT_ENFORCED = "not enforced";

    /**
     * Creates a report.
     *
     * @param profile the profile that was asked for
     * @param controls one row a control, copied
     */
    public ConfinementReport {
        requireNonNull(profile, "profile");
        controls = List.copyOf(controls);
    }

    /**
     * One control.
     *
     * @param name what is controlled, such as {@code memory}
     * @param limit what is allowed, for people
     * @param enforcedBy the mechanism, for people; or {@link #NOT_ENFORCED}
     * @param verified when or how it was verified, for people; {@code -} if it was not
     */
    public record Control(String name, String limit, String enforcedBy, String verified) {
        /**
         * Whether anything enforces this control.
         *
         * @return false if the enforcer is {@link #NOT_ENFORCED}
         */
        public boolean enforced() {
            return !enforcedBy.equals(NOT_ENFORCED);
        }
    }

    /**
     * The report in one word.
     *
     * @return ENFORCED if every control is, OFF if none is, PARTIAL otherwise
     */
    public Level level() {
        long enforced = controls.stream().filter(Control::enforced).count();
        if (enforced == controls.size()) {
            return Level.ENFORCED;
        }
        return enforced == 0 ? Level.OFF : Level.PARTIAL;
    }

    /** A report in one word. */
    public enum Level {
        /** Every control is enforced. */
        ENFORCED,
        /** Some controls are not enforced; the rows name them. */
        PARTIAL,
        /** No control is enforced. */
        OFF
    }
}
