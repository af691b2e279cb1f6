// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.keep;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.luarium.store.Ref;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.disk.Recipe;

/**
 * Finds everything that is kept, in memory and without recursion, as chains may be long.
 *
 * <p>A realization keeps what it was made of, and not its siblings. A derivation keeps all its realizations, and the derivations that it depends on in the same way: whoever keeps it wants to be
 * able to build it, in every context there is.
 */
final class Marking {
    private final Disk disk;
    private final BitSet objects = new BitSet(); // by number
    private final BitSet derivations = new BitSet(); // by number
    private final Deque<Entry> waiting = new ArrayDeque<>();

    Marking(Disk disk) {
        this.disk = disk;
    }

    /** How many objects are marked. */
    int count() {
        return objects.cardinality();
    }

    boolean isMarked(Entry entry) {
        return objects.get(entry.number());
    }

    boolean isMarked(Recipe recipe) {
        return derivations.get(recipe.number());
    }

    /** Realizations, or derivations; those that the store does not know keep nothing. */
    void keep(Collection<? extends Ref> refs) {
        for (Ref ref : refs) {
            if (ref instanceof Ref.RRef rref) {
                disk.object(rref).ifPresent(this::mark);
            } else if (ref instanceof Ref.DRef dref) {
                disk.recipe(dref).ifPresent(this::mark);
            }
        }
        spread();
    }

    void keep(Recipe recipe) {
        mark(recipe);
        spread();
    }

    void keep(Entry entry) {
        mark(entry);
        spread();
    }

    private void mark(Recipe first) {
        Deque<Recipe> unseen = new ArrayDeque<>(List.of(first));
        for (Recipe recipe = unseen.poll(); recipe != null; recipe = unseen.poll()) {
            if (recipe.isDefined() && !isMarked(recipe)) {
                derivations.set(recipe.number());
                recipe.objects().forEach(this::mark);
                unseen.addAll(ingredients(recipe));
            }
        }
    }

    private List<Recipe> ingredients(Recipe recipe) {
        if (!recipe.objects().isEmpty()) {
            return recipe.objects().get(0).ingredients();
        }
        return disk.dependencies(recipe.dref()).stream()
                .flatMap(dref -> disk.recipe(dref).stream())
                .toList();
    }

    private void mark(Entry entry) {
        if (!isMarked(entry)) {
            objects.set(entry.number());
            waiting.add(entry);
        }
    }

    private void spread() {
        for (Entry entry = waiting.poll(); entry != null; entry = waiting.poll()) {
            entry.dependencies().forEach(this::mark);
        }
    }
}
