// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Calls objects that live elsewhere. Thread-safe. */
interface Caller {
    /** Who has the objects, for messages. */
    String name();

    /** How long a call may take. */
    Duration callTime();

    /** Asks the other side to find out which objects it does not need any more. */
    void askToCollect();

    /** Calls a method of one of its objects. */
    @Nullable
    Object call(long target, RemoteMethod method, @Nullable Object @Nullable [] arguments, Duration time)
            throws Throwable;
}
