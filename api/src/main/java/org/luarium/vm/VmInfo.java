// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.ExitStatus;

/**
 * A snapshot of one VM.
 *
 * @param id its id
 * @param state where it is in its life
 * @param pid the id of its process, the last one if it has ended; 0 if none could be started
 * @param config what it was created with, its engine filled in if it named none and a default is configured
 * @param engine the interpreter it runs on
 * @param owner the symbolic name of the bundle that created it
 * @param created when it was created
 * @param lastActivity when its last script began or ended
 * @param scripts how many scripts it has begun
 * @param usage time since it was created, processor time and resident memory of its present process
 * @param confinement what is enforced
 * @param exit how its process ended, while the VM is DEAD
 * @param lastOutput the end of what its process wrote past its link before it ended, at most 4 KiB, while the VM is DEAD; empty else
 * @param adopted when this JVM took it over from one that had ended, if it did
 * @param folder where a persistent VM keeps what outlives the JVM; others may keep there, in folders of their own, what belongs to it. Removed when the VM is closed
 */
public record VmInfo(
        String id,
        VmState state,
        long pid,
        VmConfig config,
        EngineInfo engine,
        String owner,
        Instant created,
        Instant lastActivity,
        long scripts,
        Usage usage,
        ConfinementReport confinement,
        Optional<ExitStatus> exit,
        String lastOutput,
        Optional<Instant> adopted,
        Optional<Path> folder) {}
