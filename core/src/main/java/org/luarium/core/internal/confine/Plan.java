// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.util.List;
import java.util.Map;
import org.luarium.core.internal.cage.Cage;
import org.luarium.isolate.ConfinementReport;

/**
 * How one process is started.
 *
 * @param cage what it is kept from
 * @param command program and arguments as it sees them
 * @param variables what the engine needs in its environment
 * @param library how much of Lua's library its side of the link leaves out, in words for it
 * @param report what holds for it
 * @param inspection what the kernel must say of it
 * @param remembered whether it was made a moment ago, so that another may be worth trying if the process does not start
 */
public record Plan(
        Cage cage,
        List<String> command,
        Map<String, String> variables,
        String library,
        ConfinementReport report,
        Inspection inspection,
        boolean remembered) {
    /** Looks at the process that was started. Returns why it is not what was planned, or an empty text. */
    public String flaw(long pid) {
        return inspection.flaw(pid);
    }
}
