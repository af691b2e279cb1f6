// SPDX-License-Identifier: Apache-2.0
package org.luarium.sessions.internal.log;

/**
 * How far a session has come, stored together with its events: what counts is always as far as what was heard. Inputs are numbered from 1.
 *
 * @param place the place of the last output that was appended
 * @param taken the last input that was taken out of the queue, to run or to be read by what runs
 * @param answered the last input that is done with; those between it and {@code running} are the beginning of what runs
 * @param running the input that runs, 0 if none does
 * @param read the first event that was not read yet by those who ask for text
 */
public record Marks(long place, long taken, long answered, long running, long read) {
    /** Those of a new session. */
    public static final Marks NONE = new Marks(0, 0, 0, 0, 1);

    public Marks withPlace(long value) {
        return new Marks(value, taken, answered, running, read);
    }

    public Marks withTaken(long value) {
        return new Marks(place, value, answered, running, read);
    }

    public Marks withAnswered(long value) {
        return new Marks(place, taken, value, running, read);
    }

    public Marks withRunning(long value) {
        return new Marks(place, taken, answered, value, read);
    }

    public Marks withRead(long value) {
        return new Marks(place, taken, answered, running, value);
    }
}
