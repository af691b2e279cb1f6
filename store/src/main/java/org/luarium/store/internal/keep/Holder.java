// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.keep;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.luarium.store.Generation;
import org.luarium.store.Ref;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.lease.Leases;

/**
 * Something that keeps objects.
 *
 * @param text what it is, for people
 * @param refs what it keeps, without what those were made of
 */
record Holder(String text, Set<Ref.RRef> refs) {
    /** All there are. The caller holds the collection exclusively. */
    static List<Holder> all(Disk disk, Profiles profiles, Roots roots) {
        List<Holder> holders = new ArrayList<>();
        for (String name : profiles.names()) {
            for (Generation generation : profiles.get(name).generations()) {
                holders.add(new Holder(
                        "generation " + generation.number() + " of profile " + name,
                        setOf(generation.entries().values())));
            }
        }
        roots.all().forEach((name, ref) -> holders.add(new Holder("root " + name, Set.of(ref))));
        Leases.living(disk).forEach((name, refs) -> holders.add(new Holder("lease " + name, refs)));
        return holders;
    }

    private static Set<Ref.RRef> setOf(Collection<Ref.RRef> refs) {
        return Set.copyOf(refs);
    }
}
