// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.luarium.store.Ref;
import org.luarium.store.internal.journal.JournalListener;
import org.luarium.store.internal.record.InvalidRecordException;
import org.luarium.store.internal.record.JournalRecord;
import org.luarium.store.internal.record.RecordCodec;

/** What the journal says, in memory. Written by the thread that polls the journal, read by all. */
final class Index implements JournalListener, RecordCodec.Visitor {
    private static final int BYTES_PER_OBJECT = 512; // of its definition and itself, about

    private final Layout layout;
    private final Map<Ref.DRef, Recipe> recipes;
    private final Object actions = new Object();
    private @Nullable Map<String, List<Entry>> byAction; // guarded by actions; not there until somebody asks
    private final List<Entry> volatileObjects =
            new ArrayList<>(); // guarded by itself; oldest first, and some that are gone
    private volatile long records;
    private volatile int definitions;
    private volatile int count;
    private volatile long removals;
    private int numbered;
    private long position;
    private @Nullable InvalidRecordException invalid;

    /**
     * Creates an empty one.
     *
     * @param journal how many bytes it is going to read, about
     */
    Index(Layout layout, long journal) {
        this.layout = layout;
        int expected = (int) Math.min(journal / BYTES_PER_OBJECT, 1 << 20);
        this.recipes = new ConcurrentHashMap<>(expected);
    }

    @Override
    public void restarted() {
        recipes.clear();
        synchronized (actions) {
            byAction = null;
        }
        durable();
        count = 0;
        records = 0;
        definitions = 0;
        invalid = null;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the thread that polls writes
    public void record(long at, ByteBuffer payload) {
        position = at;
        records++;
        try {
            RecordCodec.decode(payload, this);
        } catch (InvalidRecordException e) {
            invalid = e;
        }
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // as above
    public void defined(Ref.DRef dref) {
        Recipe recipe = known(dref);
        if (!recipe.isDefined()) {
            definitions++;
        }
        recipe.define(position);
    }

    private Recipe known(Ref.DRef dref) {
        Recipe recipe = recipes.get(dref);
        if (recipe == null) {
            recipe = new Recipe(numbered++, dref);
            recipes.put(dref, recipe);
        }
        return recipe;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // as above
    public void added(Ref.RRef ref, byte[] object) {
        Recipe recipe = known(ref.dref());
        Entry entry = new Entry(numbered++, recipe, ref, object, this);
        Entry old;
        synchronized (actions) {
            old = recipe.put(entry);
            if (byAction != null) {
                byAction.merge(entry.action(), List.of(entry), Index::merge);
            }
        }
        if (old != null) {
            drop(old);
        }
        count++;
        synchronized (volatileObjects) {
            volatileObjects.add(entry);
        }
    }

    @Override
    public void removed(Ref.RRef ref) {
        Entry old = object(ref);
        if (old != null) {
            old.recipe().remove(old);
            drop(old);
            dropIfEmpty(old.recipe());
        }
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // as above
    public void forgotten(Ref.DRef dref) {
        Recipe recipe = recipes.get(dref);
        if (recipe != null) {
            if (recipe.isDefined()) {
                definitions--;
            }
            recipe.forget();
            dropIfEmpty(recipe);
        }
    }

    @Override
    public void failed(JournalRecord.Failed attempt) {
        known(attempt.dref()).add(attempt);
    }

    @Override
    public void durable() {
        synchronized (volatileObjects) {
            volatileObjects.clear();
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // as above
    private void drop(Entry old) {
        removals++;
        count--;
        synchronized (actions) {
            if (byAction != null) {
                byAction.computeIfPresent(old.action(), (key, list) -> without(list, old));
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // as above
    private void dropIfEmpty(Recipe recipe) {
        if (recipe.isEmpty()) {
            removals++;
            recipes.remove(recipe.dref());
        }
    }

    private static List<Entry> merge(List<Entry> old, List<Entry> added) {
        List<Entry> all = new ArrayList<>(old);
        all.addAll(added);
        all.sort(Comparator.comparing(Entry::ref));
        return List.copyOf(all);
    }

    private static @Nullable List<Entry> without(List<Entry> list, Entry old) {
        List<Entry> rest = list.stream().filter(entry -> entry != old).toList();
        return rest.isEmpty() ? null : rest;
    }

    Optional<InvalidRecordException> invalid() {
        return Optional.ofNullable(invalid);
    }

    /** How many records the journal has. */
    long records() {
        return records;
    }

    /** How many records a journal would need that says the same. */
    long needed() {
        return definitions + (long) count;
    }

    /** Another number whenever an object or a derivation has gone. */
    long removals() {
        return removals;
    }

    Layout layout() {
        return layout;
    }

    /** What is known of a derivation, if it is anything. */
    @Nullable
    Recipe recipe(Ref.DRef dref) {
        return recipes.get(dref);
    }

    /** All derivations of which anything is known, in no order. */
    Collection<Recipe> recipes() {
        return recipes.values();
    }

    @Nullable
    Entry object(Ref.RRef ref) {
        Recipe recipe = recipes.get(ref.dref());
        return recipe == null ? null : recipe.object(ref);
    }

    /** How many objects there are. */
    int count() {
        return count;
    }

    /** All objects, in no order. */
    List<Entry> objects() {
        List<Entry> all = new ArrayList<>(count);
        recipes.values().forEach(recipe -> all.addAll(recipe.objects()));
        return all;
    }

    List<Entry> byAction(String action) {
        synchronized (actions) {
            if (byAction == null) {
                Map<String, List<Entry>> all = new HashMap<>();
                objects().forEach(entry -> all.merge(entry.action(), List.of(entry), Index::merge));
                byAction = all;
            }
            return byAction.getOrDefault(action, List.of());
        }
    }

    /** Whether an attempt has this log. */
    boolean isLogOfAttempt(String log) {
        return recipes.values().stream()
                .anyMatch(recipe -> recipe.attempts().stream()
                        .anyMatch(attempt -> attempt.log().equals(log)));
    }

    /** Objects that a loss of power might damage, oldest first. */
    List<Ref.RRef> volatileObjects() {
        synchronized (volatileObjects) {
            return volatileObjects.stream()
                    .filter(entry -> object(entry.ref()) == entry)
                    .map(Entry::ref)
                    .toList();
        }
    }
}
