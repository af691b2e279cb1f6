// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.log;

/**
 * How far a session has come, stored together with its events: what counts is always as far as what was heard. Inputs are numbered from 1.
 *
 * @param place the place of the last output that was appended
 * @param taken the last input that was taken out of the queue, to run or to be read by what runs
 * @param answered the last input that is done with; those between it and {@code running} are the beginning of what runs
 * @param running the input that runs, 0 if none does
 */
public record Marks(long place, long taken, long answered, long running) {
    /** Those of a new session. */
    public static final Marks NONE = new Marks(0, 0, 0, 0);

    public Marks withPlace(long value) {
        return new Marks(value, taken, answered, running);
    }

    public Marks withTaken(long value) {
        return new Marks(place, value, answered, running);
    }

    public Marks withAnswered(long value) {
        return new Marks(place, taken, value, running);
    }

    public Marks withRunning(long value) {
        return new Marks(place, taken, answered, value);
    }
}
