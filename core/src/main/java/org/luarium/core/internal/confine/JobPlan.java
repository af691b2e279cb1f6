// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.luarium.core.internal.cage.Cage;
import org.luarium.core.internal.cage.Ids;
import org.luarium.core.internal.elf.Syscall;
import org.luarium.core.internal.process.Trial;
import org.luarium.isolate.ConfinementReport;

/**
 * How one job is started, and what is left to do after it.
 *
 * @param cage what it is kept from
 * @param environment its complete environment
 * @param report what holds for it
 * @param folder a private folder of the host for it, to be deleted in the end
 * @param host the user of this JVM
 * @param user its own user, if it has one
 * @param apart whether its processes end with the first
 */
public record JobPlan(
        Cage cage,
        List<String> environment,
        ConfinementReport report,
        Path folder,
        Ids host,
        OptionalInt user,
        boolean apart,
        Inspection inspection) {
    private static final int SIGKILL = 9;

    /** Looks at the process that was started. Returns why it is not what was planned, or an empty text. */
    public String flaw(long pid) {
        return inspection.flaw(pid);
    }

    /**
     * Kills what has left the process group of the job, if that can be told by its user.
     *
     * @param trial starts a process
     */
    public void killRest(Trial trial) throws IOException {
        if (!apart && user.isPresent()) {
            Cage same = Cage.builder().user(user.getAsInt(), false).build();
            trial.attempt(same, program -> program.call(Syscall.KILL, -1, SIGKILL));
        }
    }
}
