// SPDX-License-Identifier: Apache-2.0
package org.luarium.session;

/**
 * Hears the events of a session, in order, one at a time. It may take its time: events wait in the buffer of the session meanwhile, and the VM waits when that is full, but not
 * longer than the session's patience; after that events are lost to this listener, which is told. An exception thrown here detaches it.
 */
@FunctionalInterface
public interface SessionListener {
    /**
     * Hears an event.
     *
     * @param event what happened
     */
    void event(SessionEvent event);

    /**
     * Hears that events are lost, because they were overwritten before it had heard them. The next event follows on them.
     *
     * @param count how many
     */
    default void lost(long count) {}

    /**
     * Hears that it was detached, by whomever; the last call.
     *
     * @param reason why, in a few words
     */
    default void detached(String reason) {}
}
