// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

/**
 * The named sets of limits and controls from which a {@link Confinement} starts.
 *
 * <p>This version enforces the limits of each profile. It has no control over files, network, other processes and privileges
 * yet, so a VM of profile UNTRUSTED is refused with {@link SandboxUnavailableException}.
 */
public enum Profile {
    /** For your own code: no confinement is asked for, only the limits you set. */
    TRUSTED,
    /**
     * The default. Per process 512 MiB of memory; per call 120 s of wall time, 60 s of processor time, 8 MiB of output; frames of
     * 16 MiB; confinement where it can be had, which the {@link ConfinementReport} says.
     */
    STANDARD,
    /**
     * For code by strangers: 128 MiB, 10 s of wall time, 5 s of processor time, 1 MiB of output, frames of 1 MiB. Every control is
     * required, and creation fails where one cannot be enforced.
     */
    UNTRUSTED
}
