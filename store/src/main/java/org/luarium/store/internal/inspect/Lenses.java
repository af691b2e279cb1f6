// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.inspect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luarium.store.Config;
import org.luarium.store.Lens;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.SelfPath;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.reference.Definition;

/**
 * Makes the places that a lens walks through.
 *
 * <table>
 * <caption>Where steps lead</caption>
 * <tr><td>derivation</td><td>values of its configuration; a reference is the derivation</td></tr>
 * <tr><td>realization</td><td>values of its configuration, and its files; where both have the name, the configuration wins. A reference is the realization that it was made of</td></tr>
 * <tr><td>several realizations of one dependency</td><td>each of them, by index</td></tr>
 * <tr><td>map, list</td><td>values</td></tr>
 * <tr><td>path into a dependency or the own output</td><td>the file, and what is in it, if a realization is known</td></tr>
 * <tr><td>folder</td><td>files</td></tr>
 * </table>
 */
public final class Lenses {
    private final Disk disk;

    public Lenses(Disk disk) {
        this.disk = disk;
    }

    /** See {@link org.luarium.store.Store#lens}. */
    public Lens lens(Ref ref) {
        disk.refresh();
        return ref instanceof Ref.RRef rref ? realization(rref.toString(), rref) : derivation(ref.toString(), ref);
    }

    private Lens derivation(String at, Ref ref) {
        if (ref instanceof Ref.DRef dref) {
            return new DerivationPlace(this, at, dref, config(dref));
        }
        throw new IllegalArgumentException(ref.toString());
    }

    Place realization(String at, Ref.RRef rref) {
        Entry entry = disk.get(rref);
        return new RealizationPlace(this, at, entry, config(rref.dref()));
    }

    private Config config(Ref.DRef dref) {
        return disk.definition(dref)
                .map(Definition::config)
                .orElseThrow(() -> new ObjectNotFoundException(dref.toString()));
    }

    /** The place of a value, in the configuration of a derivation or, if an entry is given, of a realization. */
    Place value(String at, @Nullable Object value, @Nullable Entry entry) {
        if (value instanceof Ref.DRef dref) {
            List<Ref.RRef> made = made(dref, entry);
            return made.isEmpty()
                    ? new DerivationPlace(this, at, dref, config(dref))
                    : choose(
                            at,
                            value,
                            made.stream()
                                    .map(ref -> (Lens) realization(at, ref))
                                    .toList(),
                            dref,
                            made);
        }
        if (value instanceof RefPath path) {
            List<Ref.RRef> made = made(path.dref(), entry);
            List<Lens> files = new ArrayList<>();
            for (Ref.RRef ref : made) {
                files.add(new FilePlace(at, below(disk.get(ref), path.path()), value, ref));
            }
            return made.isEmpty() ? new ValuePlace(this, at, value, null) : choose(at, value, files, path.dref(), made);
        }
        if (value instanceof SelfPath path && entry != null) {
            return new FilePlace(at, below(entry, path.path()), value, entry.ref());
        }
        return new ValuePlace(this, at, value, entry);
    }

    private static Place choose(String at, Object value, List<Lens> places, Ref.DRef dref, List<Ref.RRef> made) {
        return places.size() == 1 && places.get(0) instanceof Place place
                ? place
                : new ChoicePlace(at, value, places, dref, made);
    }

    private static List<Ref.RRef> made(Ref.DRef dref, @Nullable Entry entry) {
        return entry == null ? List.of() : entry.object().dependencies().getOrDefault(dref, List.of());
    }

    private static Path below(Entry entry, List<String> names) {
        Path path = entry.realization().path();
        for (String name : names) {
            path = path.resolve(name);
        }
        return path;
    }
}
