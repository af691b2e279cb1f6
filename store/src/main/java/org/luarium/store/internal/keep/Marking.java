// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.keep;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.luarium.store.Ref;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;

/**
 * Finds everything that is kept, in memory and without recursion, as chains may be long.
 *
 * <p>A realization keeps what it was made of, and not its siblings. A derivation keeps all its realizations, and the derivations that it depends on in the same way: whoever keeps it wants to be
 * able to build it, in every context there is.
 */
final class Marking {
    private final Disk disk;
    private final BitSet objects = new BitSet(); // by number
    private final Set<Ref.DRef> derivations = new HashSet<>();
    private final Deque<Entry> waiting = new ArrayDeque<>();

    Marking(Disk disk) {
        this.disk = disk;
    }

    boolean isMarked(Entry entry) {
        return objects.get(entry.number());
    }

    boolean isMarked(Ref.DRef dref) {
        return derivations.contains(dref);
    }

    /** Realizations, or derivations; those that the store does not know keep nothing. */
    void keep(Collection<? extends Ref> refs) {
        for (Ref ref : refs) {
            if (ref instanceof Ref.RRef rref) {
                disk.object(rref).ifPresent(this::mark);
            } else if (ref instanceof Ref.DRef dref) {
                mark(dref);
            }
        }
        spread();
    }

    void keep(Entry entry) {
        mark(entry);
        spread();
    }

    private void mark(Ref.DRef first) {
        Deque<Ref.DRef> unseen = new ArrayDeque<>(List.of(first));
        for (Ref.DRef dref = unseen.poll(); dref != null; dref = unseen.poll()) {
            if (disk.isDefined(dref) && derivations.add(dref)) {
                List<Entry> realizations = disk.objects(dref);
                realizations.forEach(this::mark);
                unseen.addAll(
                        realizations.isEmpty()
                                ? disk.dependencies(dref)
                                : realizations.get(0).object().dependencies().keySet());
            }
        }
    }

    private void mark(Entry entry) {
        if (!isMarked(entry)) {
            objects.set(entry.number());
            waiting.add(entry);
        }
    }

    private void spread() {
        for (Entry entry = waiting.poll(); entry != null; entry = waiting.poll()) {
            for (List<Ref.RRef> refs : entry.object().dependencies().values()) {
                for (Ref.RRef ref : refs) {
                    disk.object(ref).ifPresent(this::mark);
                }
            }
        }
    }
}
