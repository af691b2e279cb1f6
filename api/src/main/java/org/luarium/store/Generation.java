// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One state of a profile.
 *
 * @param number from 1 on, never used twice in one profile
 * @param entries realizations by name
 * @param note for people
 * @param created when it was committed
 * @param current whether it is in force
 */
public record Generation(
        int number, SortedMap<String, Ref.RRef> entries, String note, Instant created, boolean current) {
    /**
     * Creates a description.
     *
     * @param number from 1 on, never used twice in one profile
     * @param entries realizations by name
     * @param note for people
     * @param created when it was committed
     * @param current whether it is in force
     */
    public Generation {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, Ref.RRef>) entries));
        requireNonNull(note, "note");
        requireNonNull(created, "created");
    }
}
