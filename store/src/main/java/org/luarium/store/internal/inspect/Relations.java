// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.inspect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Ref;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;

/** Who was made of whom. Nothing is kept for such questions: they are answered by a walk over the index. */
public final class Relations {
    private final Disk disk;

    public Relations(Disk disk) {
        this.disk = disk;
    }

    /** See {@link org.luarium.store.Store#context}. */
    public SortedMap<Ref.DRef, List<Ref.RRef>> context(Ref.RRef rref) {
        disk.refresh();
        disk.get(rref);
        SortedMap<Ref.DRef, List<Ref.RRef>> context = new TreeMap<>();
        for (Ref.RRef each : reachable(rref, this::dependencies)) {
            context.computeIfAbsent(each.dref(), key -> new ArrayList<>()).add(each);
        }
        context.replaceAll((dref, refs) -> refs.stream().sorted().toList());
        return context;
    }

    /** See {@link org.luarium.store.Store#dependents}. */
    public SortedSet<Ref.RRef> dependents(Ref.RRef rref, boolean indirect) {
        disk.refresh();
        Map<Ref.RRef, List<Ref.RRef>> dependants = new HashMap<>();
        for (Entry entry : disk.objects()) {
            for (Ref.RRef dependency : dependencies(entry)) {
                dependants.computeIfAbsent(dependency, key -> new ArrayList<>()).add(entry.ref());
            }
        }
        return new TreeSet<>(
                indirect
                        ? reachable(rref, ref -> dependants.getOrDefault(ref, List.of()))
                        : dependants.getOrDefault(rref, List.of()));
    }

    /** Everything but the start itself, unless it leads back to itself. */
    private static <T> Set<T> reachable(T start, Function<T, Collection<T>> steps) {
        Set<T> seen = new HashSet<>();
        Deque<T> waiting = new ArrayDeque<>(List.of(start));
        for (T each = waiting.poll(); each != null; each = waiting.poll()) {
            for (T next : steps.apply(each)) {
                if (seen.add(next)) {
                    waiting.add(next);
                }
            }
        }
        return seen;
    }

    /** See {@link org.luarium.store.Store#whyDepends}. */
    public List<Ref> whyDepends(Ref from, Ref to) {
        disk.refresh();
        if (from instanceof Ref.RRef first && to instanceof Ref.RRef last) {
            disk.get(first);
            disk.get(last);
            return shortest(from, to, ref -> ref instanceof Ref.RRef rref ? dependencies(rref) : List.of());
        }
        if (from instanceof Ref.DRef first && to instanceof Ref.DRef last) {
            check(first);
            check(last);
            return shortest(from, to, ref -> ref instanceof Ref.DRef dref ? dependencies(dref) : List.of());
        }
        throw new IllegalArgumentException(
                from + " and " + to + " are of different kinds; give two realizations or two derivations");
    }

    /** Sorted steps, so that of several shortest chains always the same one is found. */
    private static List<Ref> shortest(Ref from, Ref to, Function<Ref, Collection<? extends Ref>> steps) {
        Map<Ref, Ref> origins = new LinkedHashMap<>();
        Deque<Ref> waiting = new ArrayDeque<>(List.of(from));
        for (Ref each = waiting.poll(); each != null && !origins.containsKey(to); each = waiting.poll()) {
            for (Ref next : steps.apply(each).stream().sorted().toList()) {
                if (origins.putIfAbsent(next, each) == null) {
                    waiting.add(next);
                }
            }
        }
        Deque<Ref> chain = new ArrayDeque<>();
        Ref place = origins.get(to);
        if (place != null) {
            chain.add(to);
            while (place != null && !place.equals(from)) {
                chain.addFirst(place);
                place = origins.get(place);
            }
            chain.addFirst(from);
        }
        return List.copyOf(chain);
    }

    private void check(Ref.DRef dref) {
        if (!disk.isDefined(dref)) {
            throw new ObjectNotFoundException(dref.toString());
        }
    }

    private Collection<Ref.DRef> dependencies(Ref.DRef dref) {
        return disk.definition(dref)
                .map(definition -> (Collection<Ref.DRef>) definition.config().dependencies())
                .orElse(List.of());
    }

    private Collection<Ref.RRef> dependencies(Ref.RRef rref) {
        return disk.object(rref).map(Relations::dependencies).orElse(List.of());
    }

    private static Collection<Ref.RRef> dependencies(Entry entry) {
        return entry.object().dependencies().values().stream()
                .flatMap(List::stream)
                .toList();
    }
}
