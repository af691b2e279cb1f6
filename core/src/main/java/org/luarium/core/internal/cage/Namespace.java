// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

/** Flags of {@code clone} for namespaces. */
public final class Namespace {
    public static final int MOUNT = 0x0002_0000;
    public static final int CGROUP = 0x0200_0000;
    public static final int UTS = 0x0400_0000;
    public static final int IPC = 0x0800_0000;
    public static final int USER = 0x1000_0000;
    public static final int PID = 0x2000_0000;
    public static final int NET = 0x4000_0000;

    /** All that root needs no user namespace for. */
    public static final int ALL_BUT_USER = MOUNT | CGROUP | UTS | IPC | PID | NET;

    private Namespace() {}
}
