// SPDX-License-Identifier: Apache-2.0
package org.luarium.session;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.luarium.isolate.ExitStatus;

/**
 * A snapshot of one session.
 *
 * @param id its id
 * @param vm the id of its VM
 * @param state where it is
 * @param persistent whether it outlives this JVM
 * @param writer the name of who may write, if somebody has that place
 * @param readers the names of all others that are attached, in order
 * @param owner the symbolic name of the bundle that opened it
 * @param created when it was opened
 * @param lastActivity when something was last sent, written, attached or detached
 * @param idle how long that is ago
 * @param inputs how many inputs were sent
 * @param waitingInputs how many of them wait for their turn
 * @param outputBytes how many bytes of output this JVM has seen of it
 * @param firstSequence the number of the oldest event in its buffer
 * @param nextSequence the number that the next event will have
 * @param recording where it is recorded to, if it is
 * @param exit how the process of its VM ended, if it has
 */
public record SessionInfo(
        String id,
        String vm,
        SessionState state,
        boolean persistent,
        Optional<String> writer,
        List<String> readers,
        String owner,
        Instant created,
        Instant lastActivity,
        Duration idle,
        long inputs,
        int waitingInputs,
        long outputBytes,
        long firstSequence,
        long nextSequence,
        Optional<Path> recording,
        Optional<ExitStatus> exit) {
    /**
     * Creates a snapshot.
     *
     * @param id its id
     * @param vm the id of its VM
     * @param state where it is
     * @param persistent whether it outlives this JVM
     * @param writer the name of who may write, if somebody has that place
     * @param readers the names of all others that are attached, in order, copied
     * @param owner the symbolic name of the bundle that opened it
     * @param created when it was opened
     * @param lastActivity when something was last sent, written, attached or detached
     * @param idle how long that is ago
     * @param inputs how many inputs were sent
     * @param waitingInputs how many of them wait for their turn
     * @param outputBytes how many bytes of output this JVM has seen of it
     * @param firstSequence the number of the oldest event in its buffer
     * @param nextSequence the number that the next event will have
     * @param recording where it is recorded to, if it is
     * @param exit how the process of its VM ended, if it has
     */
    public SessionInfo {
        readers = List.copyOf(readers);
    }
}
