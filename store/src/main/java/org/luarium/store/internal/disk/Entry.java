// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.luarium.store.CorruptStoreException;
import org.luarium.store.Realization;
import org.luarium.store.Ref;
import org.luarium.store.internal.record.InvalidRecordException;
import org.luarium.store.internal.record.ObjectRecord;
import org.luarium.store.internal.record.RecordCodec;

/** An object of the index. Compared by identity. What the journal says of it is read when somebody asks, so that a store of many opens fast. Thread-safe. */
public final class Entry {
    private final int number;
    private final Recipe recipe;
    private final Ref.RRef ref;
    private final Index index;
    private byte @Nullable [] bytes; // guarded by this; until they are read
    private volatile @Nullable ObjectRecord object;
    private volatile @Nullable Realization realization;
    private volatile @Nullable Origins origins;

    Entry(int number, Recipe recipe, Ref.RRef ref, byte[] bytes, Index index) {
        this.number = number;
        this.recipe = recipe;
        this.ref = ref;
        this.bytes = bytes;
        this.index = index;
    }

    /** No other object of this index has, or had, the same. Small, for sets of bits. */
    public int number() {
        return number;
    }

    /** What it was made by. */
    public Recipe recipe() {
        return recipe;
    }

    public Ref.RRef ref() {
        return ref;
    }

    /** The key of the build. */
    synchronized String action() {
        byte[] unread = bytes;
        return unread == null ? object().action() : RecordCodec.decodeAction(unread);
    }

    public ObjectRecord object() {
        ObjectRecord known = object;
        return known != null ? known : read();
    }

    private synchronized ObjectRecord read() {
        ObjectRecord known = object;
        if (known == null) {
            try {
                known = RecordCodec.decodeObject(requireNonNull(bytes, "bytes"));
            } catch (InvalidRecordException e) {
                throw new CorruptStoreException(index.layout().journal(), e.getMessage() + " for " + ref, e);
            }
            object = known;
            bytes = null;
        }
        return known;
    }

    /** The objects that it was made of, as far as they are there, by derivation, then by name. Kept, as whoever walks through a graph of thousands feels each look into a map. */
    public List<Entry> dependencies() {
        return origins().dependencies();
    }

    /** The derivations that it was made of, as far as anything is known of them. */
    public List<Recipe> ingredients() {
        return origins().ingredients();
    }

    /** What others it was made of, as long as nothing is removed. */
    private record Origins(long removals, List<Entry> dependencies, List<Recipe> ingredients) {}

    private Origins origins() {
        long removals = index.removals();
        Origins known = origins;
        if (known == null || known.removals() != removals) {
            SortedMap<Ref.DRef, List<Ref.RRef>> refs = new TreeMap<>(object().dependencies());
            List<Entry> dependencies = new ArrayList<>();
            refs.values()
                    .forEach(list -> list.forEach(
                            each -> Optional.ofNullable(index.object(each)).ifPresent(dependencies::add)));
            List<Recipe> ingredients = new ArrayList<>();
            refs.keySet()
                    .forEach(dref -> Optional.ofNullable(index.recipe(dref)).ifPresent(ingredients::add));
            known = new Origins(removals, List.copyOf(dependencies), List.copyOf(ingredients));
            boolean complete = ingredients.size() == refs.size()
                    && dependencies.size()
                            == refs.values().stream().mapToInt(List::size).sum();
            origins = complete ? known : null;
        }
        return known;
    }

    public Realization realization() {
        Realization known = realization;
        if (known == null) {
            known = object().at(index.layout().tree(ref));
            realization = known;
        }
        return known;
    }

    /** Whether its folder is there. Whoever takes it away behind the store's back makes it something that can be built again. */
    public boolean exists() {
        return Files.isDirectory(realization().path(), LinkOption.NOFOLLOW_LINKS);
    }
}
