// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.luarium.store.Ref;
import org.luarium.store.internal.journal.JournalListener;
import org.luarium.store.internal.record.InvalidRecordException;
import org.luarium.store.internal.record.JournalRecord;
import org.luarium.store.internal.record.RecordCodec;

/** What the journal says, in memory. Written by the thread that polls the journal, read by all. */
final class Index implements JournalListener, RecordCodec.Visitor {
    private static final int MOST_ATTEMPTS = 100;
    private static final Comparator<Entry> BY_REF = Comparator.comparing(Entry::ref);

    private final Layout layout;
    private final Map<Ref.DRef, Long> definitions = new ConcurrentHashMap<>();
    private final Map<Ref.RRef, Entry> objects = new ConcurrentHashMap<>();
    private final Map<Ref.DRef, List<Entry>> byDerivation = new ConcurrentHashMap<>();
    private final Map<String, List<Entry>> byAction = new ConcurrentHashMap<>();
    private final Map<Ref.DRef, List<JournalRecord.Failed>> attempts = new ConcurrentHashMap<>();
    private final Set<Ref.RRef> volatileObjects = new LinkedHashSet<>(); // guarded by itself
    private volatile long records;
    private int added;
    private long position;
    private @Nullable InvalidRecordException invalid;

    Index(Layout layout) {
        this.layout = layout;
    }

    @Override
    public void restarted() {
        definitions.clear();
        objects.clear();
        byDerivation.clear();
        byAction.clear();
        attempts.clear();
        durable();
        records = 0;
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
    public void defined(Ref.DRef dref) {
        definitions.put(dref, position);
    }

    @Override
    public void added(Ref.RRef ref, String action, byte[] object) {
        Entry entry = new Entry(added++, ref, action, object, layout);
        Entry old = objects.put(ref, entry);
        if (old != null) {
            drop(old);
        }
        byDerivation.merge(ref.dref(), List.of(entry), Index::merge);
        byAction.merge(action, List.of(entry), Index::merge);
        synchronized (volatileObjects) {
            volatileObjects.add(ref);
        }
    }

    @Override
    public void removed(Ref.RRef ref) {
        Entry old = objects.remove(ref);
        if (old != null) {
            drop(old);
        }
        synchronized (volatileObjects) {
            volatileObjects.remove(ref);
        }
    }

    @Override
    public void forgotten(Ref.DRef dref) {
        definitions.remove(dref);
        attempts.remove(dref);
    }

    @Override
    public void failed(JournalRecord.Failed attempt) {
        attempts.merge(attempt.dref(), List.of(attempt), (old, added) -> {
            List<JournalRecord.Failed> all = new ArrayList<>(added);
            all.addAll(old.subList(0, Math.min(old.size(), MOST_ATTEMPTS - 1)));
            return List.copyOf(all);
        });
    }

    @Override
    public void durable() {
        synchronized (volatileObjects) {
            volatileObjects.clear();
        }
    }

    private void drop(Entry old) {
        byDerivation.computeIfPresent(old.ref().dref(), (key, list) -> without(list, old));
        byAction.computeIfPresent(old.action(), (key, list) -> without(list, old));
    }

    private static List<Entry> merge(List<Entry> old, List<Entry> added) {
        List<Entry> all = new ArrayList<>(old);
        all.addAll(added);
        all.sort(BY_REF);
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
        return definitions.size() + (long) objects.size();
    }

    boolean isDefined(Ref.DRef dref) {
        return definitions.containsKey(dref);
    }

    @Nullable
    Long definition(Ref.DRef dref) {
        return definitions.get(dref);
    }

    Collection<Ref.DRef> definitions() {
        return definitions.keySet();
    }

    @Nullable
    Entry object(Ref.RRef ref) {
        return objects.get(ref);
    }

    Collection<Entry> objects() {
        return objects.values();
    }

    List<Entry> objects(Ref.DRef dref) {
        return byDerivation.getOrDefault(dref, List.of());
    }

    List<Entry> byAction(String action) {
        return byAction.getOrDefault(action, List.of());
    }

    List<JournalRecord.Failed> attempts(Ref.DRef dref) {
        return attempts.getOrDefault(dref, List.of());
    }

    /** Whether an attempt has this log. */
    boolean isLogOfAttempt(String log) {
        return attempts.values().stream()
                .anyMatch(
                        list -> list.stream().anyMatch(attempt -> attempt.log().equals(log)));
    }

    Collection<List<JournalRecord.Failed>> attempts() {
        return attempts.values();
    }

    /** Objects that a loss of power might damage, oldest first. */
    List<Ref.RRef> volatileObjects() {
        synchronized (volatileObjects) {
            return List.copyOf(volatileObjects);
        }
    }
}
