// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.luarium.store.Ref;
import org.luarium.store.internal.record.JournalRecord;

/** A derivation of the index: where it is defined, what was made by it, how that failed. Compared by identity. Written by the thread that polls the journal, read by all. */
public final class Recipe {
    private static final int MOST_ATTEMPTS = 100;
    private static final long NOWHERE = -1;
    private static final Comparator<Entry> BY_REF = Comparator.comparing(Entry::ref);

    private final int number;
    private final Ref.DRef dref;
    private volatile long definition = NOWHERE;
    private volatile List<Entry> objects = List.of();
    private volatile List<JournalRecord.Failed> attempts = List.of();

    Recipe(int number, Ref.DRef dref) {
        this.number = number;
        this.dref = dref;
    }

    /** No other derivation of this index has, or had, the same. Small, for sets of bits. */
    public int number() {
        return number;
    }

    public Ref.DRef dref() {
        return dref;
    }

    /** Whether the journal says how it is made. */
    public boolean isDefined() {
        return definition != NOWHERE;
    }

    /** The position in the journal, if it is defined. */
    long definition() {
        return definition;
    }

    void define(long position) {
        definition = position;
    }

    /** Its objects, sorted. */
    public List<Entry> objects() {
        return objects;
    }

    void add(Entry entry) {
        if (objects.isEmpty()) {
            objects = List.of(entry);
        } else {
            List<Entry> all = new ArrayList<>(objects);
            all.add(entry);
            all.sort(BY_REF);
            objects = List.copyOf(all);
        }
    }

    void remove(Entry old) {
        objects = objects.stream().filter(entry -> entry != old).toList();
    }

    /** Failed attempts, newest first. */
    public List<JournalRecord.Failed> attempts() {
        return attempts;
    }

    void add(JournalRecord.Failed attempt) {
        List<JournalRecord.Failed> all = new ArrayList<>(List.of(attempt));
        all.addAll(attempts.subList(0, Math.min(attempts.size(), MOST_ATTEMPTS - 1)));
        attempts = List.copyOf(all);
    }

    void forget() {
        definition = NOWHERE;
        attempts = List.of();
    }

    /** Whether nothing is known of it any more. */
    boolean isEmpty() {
        return !isDefined() && objects.isEmpty() && attempts.isEmpty();
    }
}
