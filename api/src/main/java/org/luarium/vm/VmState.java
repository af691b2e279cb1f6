// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

/** Where a VM is in its life. */
public enum VmState {
    /** Its process runs and waits for a script. */
    READY,
    /** It runs a script. */
    BUSY,
    /** Its process ended by itself; the exit status says how. It can be reset or removed. */
    DEAD,
    /** It was closed. */
    CLOSED
}
