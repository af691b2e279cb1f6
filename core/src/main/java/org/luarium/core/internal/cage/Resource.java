// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

/** What the kernel counts for a process; the numbers are the same on x86_64 and aarch64. */
public enum Resource {
    /** Seconds of processor time in the life of the process. */
    CPU(0),
    /** Bytes of the largest file that it may write. */
    FILE_SIZE(1),
    /** Processes of its user; not for root. */
    PROCESSES(6),
    /** Open descriptors. */
    OPEN_FILES(7),
    /** Bytes of address space. */
    ADDRESS_SPACE(9);

    private final int number;

    Resource(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
