// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.util.Set;

/**
 * What a kind of cage is worth.
 *
 * @param broken the controls that an attack has passed
 * @param when when that was found out, for the report
 */
record Verdict(Set<String> broken, String when) {
    private static final Set<String> ALL =
            Set.of(Attack.FILESYSTEM, Attack.NETWORK, Attack.PROCESSES, Attack.PRIVILEGES);

    /** The verdict on a cage of which nothing could be found out. */
    static Verdict unknown(String when) {
        return new Verdict(ALL, when);
    }

    /** Whether every attack has succeeded, or none could be made. */
    boolean nothingHeld() {
        return broken.containsAll(ALL);
    }
}
