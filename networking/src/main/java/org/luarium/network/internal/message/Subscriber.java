// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import java.util.concurrent.atomic.LongAdder;

/** Whoever subscribes to a channel. Thread-safe. */
interface Subscriber {
    /** Who that is, as in {@link org.luarium.network.Message#from()}. */
    String name();

    /**
     * Keeps a message. Called in the order of messages, under the lock of the channel: neither waits nor calls others.
     *
     * @param lost counts what is lost for it, this one perhaps
     * @return whether it gets this one, unless that is lost later
     */
    boolean offer(String from, String channel, Parcel parcel, LongAdder lost);

    /** Passes on what it keeps. */
    void deliver();
}
