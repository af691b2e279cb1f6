// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luarium.store.Ref;
import org.luarium.store.internal.record.JournalRecord;

/** A derivation of the index: where it is defined, what was made by it, how that failed. Compared by identity. Written by the thread that polls the journal, read by all. */
public final class Recipe {
    private static final int MOST_ATTEMPTS = 100;
    private static final long NOWHERE = -1;

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

    /** One of its objects. */
    @Nullable
    Entry object(Ref.RRef ref) {
        List<Entry> sorted = objects;
        int place = find(sorted, ref);
        return place < 0 ? null : sorted.get(place);
    }

    private static int find(List<Entry> sorted, Ref.RRef ref) {
        int low = 0;
        int high = sorted.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = sorted.get(middle).ref().compareTo(ref);
            if (order == 0) {
                return middle;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1 - low;
    }

    /** Adds an object, and returns the one whose place it takes. */
    @Nullable
    Entry put(Entry entry) {
        if (objects.isEmpty()) {
            objects = List.of(entry);
            return null;
        }
        List<Entry> all = new ArrayList<>(objects);
        int place = find(all, entry.ref());
        Entry old = null;
        if (place >= 0) {
            old = all.set(place, entry);
        } else {
            all.add(-1 - place, entry);
        }
        objects = List.copyOf(all);
        return old;
    }

    void remove(Entry old) {
        objects = objects.size() == 1
                ? List.of()
                : objects.stream().filter(entry -> entry != old).toList();
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
