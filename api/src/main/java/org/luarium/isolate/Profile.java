// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

/** The named sets of limits and controls from which a {@link Confinement} starts. */
public enum Profile {
    /** For your own code: no confinement is asked for, only the limits you set. */
    TRUSTED,
    /** The default: 512 MiB of memory, bounded time and output, confinement where the platform offers it. */
    STANDARD,
    /** For code by strangers: every control is required, and creation fails where one cannot be enforced. */
    UNTRUSTED
}
