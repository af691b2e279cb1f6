// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.luarium.store.Ref;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.lease.LeaseFile;
import org.luarium.store.internal.lock.Held;

/** Realizations and everything that they were made of, each once, dependencies first; kept until closed, if the store can be written to. */
final class LeasedClosure implements AutoCloseable {
    private final List<Entry> entries;
    private final @Nullable LeaseFile lease;

    private LeasedClosure(List<Entry> entries, @Nullable LeaseFile lease) {
        this.entries = entries;
        this.lease = lease;
    }

    /** The same order for the same set. */
    static LeasedClosure of(Disk disk, Collection<Ref.RRef> roots) {
        LeaseFile lease = disk.isWritable() ? LeaseFile.create(disk) : null;
        boolean complete = false;
        try (Held sharing = disk.share()) {
            requireNonNull(sharing, "sharing");
            disk.refresh();
            List<Entry> entries = sort(disk, roots);
            if (lease != null) {
                lease.add(entries.stream().map(entry -> entry.ref()).toList());
            }
            complete = true;
            return new LeasedClosure(entries, lease);
        } finally {
            if (!complete && lease != null) {
                lease.close();
            }
        }
    }

    /** An object whose dependencies are being listed. */
    private record Open(Entry entry, Iterator<Ref.RRef> rest) {
        static Open of(Entry entry) {
            Set<Ref.RRef> dependencies = new TreeSet<>();
            entry.object().dependencies().values().forEach(dependencies::addAll);
            return new Open(entry, dependencies.iterator());
        }
    }

    /** With a stack of its own, as chains can be long. */
    private static List<Entry> sort(Disk disk, Collection<Ref.RRef> roots) {
        List<Entry> sorted = new ArrayList<>();
        Set<Ref.RRef> seen = new HashSet<>();
        Deque<Open> stack = new ArrayDeque<>();
        for (Ref.RRef root : new TreeSet<>(roots)) {
            if (seen.add(root)) {
                stack.push(Open.of(disk.get(root)));
            }
            for (Open open = stack.peek(); open != null; open = stack.peek()) {
                if (!open.rest().hasNext()) {
                    sorted.add(open.entry());
                    stack.pop();
                    continue;
                }
                Ref.RRef next = open.rest().next();
                if (seen.add(next)) {
                    stack.push(Open.of(disk.get(next)));
                }
            }
        }
        return sorted;
    }

    List<Entry> entries() {
        return entries;
    }

    @Override
    public void close() {
        if (lease != null) {
            lease.close();
        }
    }
}
