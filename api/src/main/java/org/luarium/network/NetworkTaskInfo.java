// SPDX-License-Identifier: Apache-2.0
package org.luarium.network;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What is known of a task. Immutable.
 *
 * @param vm the id of the VM it runs in
 * @param kind what it does
 * @param state where it is in its life
 * @param port where it listens, or 0
 * @param owner the symbolic name of the bundle that has started it
 * @param started when it was started
 * @param lastLine what it has printed last, or why it has failed; empty if there is nothing
 */
public record NetworkTaskInfo(
        String vm, NetworkTask.Kind kind, State state, int port, String owner, Instant started, String lastLine) {
    /** Where a task is in its life. */
    public enum State {
        /** Its VM does something else first. */
        WAITING,
        /** It runs. */
        RUNNING,
        /** It ran to its end. */
        DONE,
        /** It has met an error, or a limit. */
        FAILED,
        /** Somebody has stopped it. */
        STOPPED
    }

    /**
     * Checks that all is there.
     *
     * @param vm the id of the VM it runs in
     * @param kind what it does
     * @param state where it is in its life
     * @param port where it listens, or 0
     * @param owner the symbolic name of the bundle that has started it
     * @param started when it was started
     * @param lastLine what it has printed last, or why it has failed; empty if there is nothing
     */
    public NetworkTaskInfo {
        requireNonNull(vm, "vm");
        requireNonNull(kind, "kind");
        requireNonNull(state, "state");
        requireNonNull(owner, "owner");
        requireNonNull(started, "started");
        requireNonNull(lastLine, "lastLine");
    }

    /**
     * Whether it has ended.
     *
     * @return true unless it waits or runs
     */
    public boolean ended() {
        return state != State.WAITING && state != State.RUNNING;
    }
}
