// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.keep;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.luarium.store.InUseException;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Ref;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.lock.Held;
import org.luarium.store.internal.reference.Definition;

/** Removes what somebody names, unless others need it. */
public final class Removal {
    private final Disk disk;
    private final Profiles profiles;
    private final Roots roots;

    public Removal(Disk disk, Profiles profiles, Roots roots) {
        this.disk = disk;
        this.profiles = profiles;
        this.roots = roots;
    }

    /** See {@link org.luarium.store.Store#remove}. */
    public void remove(Ref ref) {
        requireNonNull(ref, "ref");
        try (Held alone = disk.collect()) {
            requireNonNull(alone, "alone");
            disk.refresh();
            Set<Ref.RRef> objects = new HashSet<>();
            List<Ref.DRef> derivations = new ArrayList<>();
            List<String> holders = new ArrayList<>();
            if (ref instanceof Ref.DRef dref) {
                check(disk.isDefined(dref), dref);
                derivations.add(dref);
                disk.objects(dref).forEach(entry -> objects.add(entry.ref()));
                holders.addAll(dependants(dref));
            } else if (ref instanceof Ref.RRef rref) {
                check(disk.object(rref).isPresent(), rref);
                objects.add(rref);
            }
            holders.addAll(holders(objects));
            if (!holders.isEmpty()) {
                throw new InUseException(
                        ref.toString(), holders.stream().distinct().toList());
            }
            disk.remove(objects, derivations);
        }
        disk.emptyTrash();
    }

    private static void check(boolean known, Ref ref) {
        if (!known) {
            throw new ObjectNotFoundException(ref.toString());
        }
    }

    private List<String> holders(Set<Ref.RRef> refs) {
        List<String> holders = new ArrayList<>();
        disk.objects().stream()
                .filter(entry -> dependsOn(entry, refs))
                .map(entry -> entry.ref().toString())
                .sorted()
                .forEach(holders::add);
        for (Holder holder : Holder.all(disk, profiles, roots)) {
            if (holder.refs().stream().anyMatch(refs::contains)) {
                holders.add(holder.text());
            }
        }
        return holders;
    }

    private static boolean dependsOn(Entry entry, Set<Ref.RRef> refs) {
        return entry.object().dependencies().values().stream()
                .anyMatch(list -> list.stream().anyMatch(refs::contains));
    }

    private List<String> dependants(Ref.DRef dref) {
        List<String> dependants = new ArrayList<>();
        for (Ref.DRef other : disk.definitions()) {
            Optional<Definition> definition = disk.definition(other);
            if (definition.isPresent()
                    && definition.get().config().dependencies().contains(dref)) {
                dependants.add(other.toString());
            }
        }
        return dependants;
    }
}
