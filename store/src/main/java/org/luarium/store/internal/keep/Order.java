// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.keep;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.luarium.store.internal.disk.Entry;

/** In what order objects go: the oldest first, but each after all that was made of it, so that at every instant what is left is complete. */
final class Order {
    private static final Comparator<Entry> OLDEST =
            Comparator.comparing((Entry entry) -> entry.object().ended()).thenComparing(entry -> entry.ref());

    private Order() {}

    /** As many as it takes to free so many bytes. Nothing outside of these depends on one of them. */
    static List<Entry> of(Collection<Entry> removable, long bytes) {
        BitSet known = new BitSet(); // by number
        for (Entry entry : removable) {
            known.set(entry.number());
        }
        int[] dependants = new int[known.length()]; // by number
        for (Entry entry : removable) {
            for (Entry dependency : entry.dependencies()) {
                if (known.get(dependency.number())) {
                    dependants[dependency.number()]++;
                }
            }
        }
        PriorityQueue<Entry> free = new PriorityQueue<>(OLDEST);
        for (Entry entry : removable) {
            if (dependants[entry.number()] == 0) {
                free.add(entry);
            }
        }
        List<Entry> order = new ArrayList<>();
        long freed = 0;
        while (freed < bytes && !free.isEmpty()) {
            Entry entry = free.remove();
            order.add(entry);
            freed += entry.object().size();
            for (Entry dependency : entry.dependencies()) {
                if (known.get(dependency.number()) && --dependants[dependency.number()] == 0) {
                    free.add(dependency);
                }
            }
        }
        return order;
    }
}
