// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.keep;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        Map<Entry, Integer> dependants = new HashMap<>();
        for (Entry entry : removable) {
            known.set(entry.number());
            entry.dependencies().forEach(dependency -> dependants.merge(dependency, 1, Integer::sum));
        }
        PriorityQueue<Entry> free = new PriorityQueue<>(OLDEST);
        for (Entry entry : removable) {
            if (!dependants.containsKey(entry)) {
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
                if (dependants.merge(dependency, -1, Integer::sum) == 0 && known.get(dependency.number())) {
                    free.add(dependency);
                }
            }
        }
        return order;
    }
}
