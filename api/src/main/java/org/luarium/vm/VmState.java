// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

/** Where a VM is in its life. */
public enum VmState {
    /** Its process runs and waits for a script. */
    READY,
    /** It runs a script, or its process is being replaced. */
    BUSY,
    /** Its process has ended and was not replaced; {@link VmInfo#exit()} says how. It can be reset or removed. */
    DEAD,
    /** It was closed. */
    CLOSED
}
