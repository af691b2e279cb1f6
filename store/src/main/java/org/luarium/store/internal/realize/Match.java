// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.luarium.store.BuildFailedException;
import org.luarium.store.Realization;
import org.luarium.store.StoreException;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;

/** Asks matchers. */
final class Match {
    private Match() {}

    /** What the matcher of a derivation chooses of what is there. */
    static Optional<List<Realization>> of(Disk disk, Node node) {
        List<Realization> candidates = new ArrayList<>();
        for (Entry entry : candidates(disk, node)) {
            candidates.add(entry.realization());
        }
        try {
            Optional<List<Realization>> match =
                    node.derivation().matcher().match(Collections.unmodifiableList(candidates));
            if (match.isPresent() && !candidates.containsAll(match.get())) {
                throw new BuildFailedException(
                        node.dref(), "its matcher chose what it was not offered: " + match.get(), null, null);
            }
            return match.map(List::copyOf);
        } catch (StoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new BuildFailedException(node.dref(), "its matcher failed: " + e, null, e);
        }
    }

    /** The objects of a derivation that were made of what its dependencies have chosen, sorted. */
    static List<Entry> candidates(Disk disk, Node node) {
        List<Entry> all = disk.objects(node.dref());
        if (all.isEmpty()) {
            return all;
        }
        List<Entry> candidates = new ArrayList<>(all.size());
        for (Entry entry : all) {
            if (node.isMadeOf(entry.dependencies()) && entry.exists()) {
                candidates.add(entry);
            }
        }
        return candidates;
    }
}
