// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.lock;

import java.nio.channels.FileLock;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** Who in this JVM holds one key, and who waits for it. All of it is guarded by the mutex of the {@link LockFile}. */
final class LockSlot {
    final Condition changed;
    /** What the JVM holds of the file. */
    @Nullable
    FileLock lock;
    /** What the JVM holds while one of its threads waits for another process to let it have the key exclusively. */
    @Nullable
    FileLock announced;

    boolean exclusive;
    int holders;
    /** Threads that are in the midst of taking it. */
    int visitors;
    /** Those of them that want it exclusively. */
    int writers;
    /** Whether one of them, and one is enough, asks for it again and again because another process has it. */
    boolean polled;

    LockSlot(Condition changed) {
        this.changed = changed;
    }

    /** Whether as far as this JVM is concerned a thread may have the key. */
    boolean isAdmitted(LockMode mode, boolean isPoller) {
        if (polled && !isPoller) {
            return false;
        }
        return mode == LockMode.EXCLUSIVE ? holders == 0 : !exclusive && (isPoller || writers == 0);
    }
}
