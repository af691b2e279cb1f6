// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import java.time.Instant;
import java.util.Optional;
import org.luarium.isolate.ConfinementReport;
import org.luarium.isolate.ExitStatus;

/**
 * A snapshot of one VM.
 *
 * @param id its id
 * @param state where it is in its life
 * @param pid the id of its process
 * @param config what it was created with
 * @param engine the interpreter it runs on
 * @param owner the bundle that created it
 * @param created when it was created
 * @param lastActivity when its last script began or ended
 * @param scripts how many scripts it has begun
 * @param usage time since it was created, processor time and resident memory of its process
 * @param confinement what is enforced
 * @param exit how its process ended, if it did by itself
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
        Optional<ExitStatus> exit) {}
