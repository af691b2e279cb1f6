// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.util.List;
import java.util.Optional;

/**
 * What a JVM notes about the conversation with a child that may outlive it, so that the next one can go on at the same place. Each note survives the death of the JVM once the method has returned.
 * For other children nothing is noted.
 */
public interface Journal {
    /** Notes nothing. */
    Journal NONE = new Journal() {};

    /**
     * A script that was sent by the JVM before, and was not answered then.
     *
     * @param id its number
     * @param label how its sender knows it
     * @param beganNanos when it began, by the steady clock of the machine
     * @param wallMillis its wall time, or 0 for none
     * @param number its place among the scripts of its VM, from 1
     */
    record Unanswered(int id, String label, long beganNanos, long wallMillis, long number) {}

    /** An outermost script is about to be sent. */
    default void begins(Unanswered script, int unread) {}

    /** A script that was begun inside a host function is about to be sent. */
    default void nests(int id) {}

    /** The next frame is the answer to a request of the child. */
    default void replies(int request) {}

    /** Everything was dealt with but so many bytes that were read. */
    default void handled(int unread) {}

    /** As {@link #handled}, and a host function is about to run that the child waits for. */
    default void asked(int request, int unread) {}

    /** As {@link #handled}, and a script has ended. */
    default void answered(int id, int unread) {}

    /** A script has ended, but who sent it may not have noted that: until the next one begins, it counts as unanswered. */
    default void answeredForNow(int id) {}

    /** Whoever labelled the last script has noted its end. */
    default void settles(int unread) {}

    /** The child is about to be interrupted once more. */
    default void interrupts(int count) {}

    /** What the JVM before has noted: how often the child was interrupted. */
    default int interrupts() {
        return 0;
    }

    /** What was open: requests of the child that were not answered, and, as negative numbers, scripts that were sent meanwhile; the outermost first. */
    default List<Integer> open() {
        return List.of();
    }

    /** The script that was not answered. */
    default Optional<Unanswered> unanswered() {
        return Optional.empty();
    }

    /** How many scripts the VM has begun. */
    default long scripts() {
        return 0;
    }

    /** The last number that a script has got. */
    default int lastId() {
        return 0;
    }

    /** How much the child has sent, of what was dealt with and the frame at hand; 0 if that is not counted. */
    default long place(int unread) {
        return 0;
    }
}
