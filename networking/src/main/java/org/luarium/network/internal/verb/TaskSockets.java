// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.verb;

/** What tasks need of the sockets that the host holds for VMs. */
public interface TaskSockets {
    /**
     * The newest socket of a VM.
     *
     * @return its number, or 0 if it has none
     */
    long newest(String vm);

    /** Closes the sockets of a VM that are newer than this one. What waits for one of them hears that it is closed. */
    void closeNewer(String vm, long number);
}
