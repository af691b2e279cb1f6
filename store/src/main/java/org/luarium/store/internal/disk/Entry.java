// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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
    private final String action;
    private final Index index;
    private byte @Nullable [] bytes; // guarded by this; until they are read
    private volatile @Nullable ObjectRecord object;
    private volatile @Nullable Realization realization;
    private volatile @Nullable List<Entry> dependencies;
    private volatile @Nullable List<Recipe> ingredients;
    private volatile boolean gone;

    Entry(int number, Recipe recipe, Ref.RRef ref, String action, byte[] bytes, Index index) {
        this.number = number;
        this.recipe = recipe;
        this.ref = ref;
        this.action = action;
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

    String action() {
        return action;
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

    /** The objects that it was made of, as far as they are there. Kept, as whoever walks through a graph of thousands feels each look into a map. */
    public List<Entry> dependencies() {
        List<Entry> known = dependencies;
        if (known == null || isAnyGone(known)) {
            List<Ref.RRef> refs = object().dependencies().values().stream()
                    .flatMap(List::stream)
                    .toList();
            known = refs.stream().map(index::object).filter(Objects::nonNull).toList();
            dependencies = known.size() == refs.size() ? known : null;
        }
        return known;
    }

    private static boolean isAnyGone(List<Entry> entries) {
        for (Entry entry : entries) {
            if (entry.gone) {
                return true;
            }
        }
        return false;
    }

    /** The derivations that it was made of, as far as anything is known of them. */
    public List<Recipe> ingredients() {
        List<Recipe> known = ingredients;
        if (known == null || isAnyForgotten(known)) {
            Set<Ref.DRef> drefs = object().dependencies().keySet();
            known = drefs.stream().map(index::recipe).filter(Objects::nonNull).toList();
            ingredients = known.size() == drefs.size() ? known : null;
        }
        return known;
    }

    private static boolean isAnyForgotten(List<Recipe> recipes) {
        for (Recipe recipe : recipes) {
            if (recipe.isGone()) {
                return true;
            }
        }
        return false;
    }

    /** Whether the index has another, or none, by this name now. */
    boolean isGone() {
        return gone;
    }

    void leave() {
        gone = true;
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
        return Files.isDirectory(index.layout().tree(ref), LinkOption.NOFOLLOW_LINKS);
    }
}
