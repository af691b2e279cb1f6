// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

/** The named sets of limits and controls from which a {@link Confinement} starts. */
public enum Profile {
    /**
     * For your own code: it sees the files of the host and may start processes. Only {@code networked=false} and the limits you set are enforced; a JVM that runs as
     * root gives it a user of its own.
     */
    TRUSTED,
    /**
     * The default: files of its own with a private {@code /tmp} of 64 MiB, no network, no other processes; 512 MiB of memory, 64 open files; per call
     * 120 s of wall time, 60 s of processor time, 8 MiB of output; frames of 16 MiB. What the platform cannot enforce is missing, and the {@link ConfinementReport} says so;
     * only without a way to keep it from the network is a VM refused that is not {@code networked}.
     */
    STANDARD,
    /**
     * For code by strangers: files of its own of which it can write none, no network, no other processes, a library without what touches files; 128 MiB of
     * memory, 16 open files; per call 10 s of wall time, 5 s of processor time, 1 MiB of output; frames of 1 MiB. Every control is required, and creation fails where
     * one cannot be enforced.
     */
    UNTRUSTED
}
