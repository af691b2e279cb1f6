// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.log;

/** Where somebody is in an {@link EventLog}. */
public final class Cursor {
    final Runnable wake;
    final boolean awaited;
    long position; // guarded by the lock of the log
    long sequence; // guarded by the lock of the log
    long waitedNanos; // guarded by the lock of the log
    long heardBytes; // guarded by the lock of the log

    /**
     * A cursor that is nowhere yet.
     *
     * @param awaited whether output waits for it when the buffer is full
     * @param wake called after something was appended, on the thread that did it
     */
    public Cursor(boolean awaited, Runnable wake) {
        this.awaited = awaited;
        this.wake = wake;
    }
}
