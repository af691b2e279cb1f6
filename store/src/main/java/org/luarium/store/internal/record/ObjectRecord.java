// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.record;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.luarium.store.Hash;
import org.luarium.store.Provenance;
import org.luarium.store.Realization;
import org.luarium.store.Ref;
import org.luarium.store.Signature;

/**
 * What a store knows of an object.
 *
 * @param dependencies the realizations of direct dependencies, each list sorted
 * @param action the key of the build, see {@link org.luarium.store.internal.reference.Keys#action}; empty until the object is in a store, as it is not taken from others
 */
public record ObjectRecord(
        Ref.RRef ref,
        Map<Ref.DRef, List<Ref.RRef>> dependencies,
        Hash tree,
        long size,
        Instant started,
        Instant ended,
        String action,
        Provenance provenance,
        List<Signature> signatures) {
    public ObjectRecord {
        dependencies = Map.copyOf(dependencies);
        signatures = List.copyOf(signatures);
    }

    public Realization at(Path path) {
        return new Realization(ref, path, tree, size, dependencies, started, ended, provenance, signatures);
    }

    /** The same object, with its action key. */
    public ObjectRecord withAction(String key) {
        return new ObjectRecord(ref, dependencies, tree, size, started, ended, key, provenance, signatures);
    }

    /** The same object, come here in another way. */
    public ObjectRecord with(Provenance other) {
        return new ObjectRecord(ref, dependencies, tree, size, started, ended, action, other, signatures);
    }

    /** The same object, vouched for by others. */
    public ObjectRecord with(List<Signature> others) {
        return new ObjectRecord(ref, dependencies, tree, size, started, ended, action, provenance, others);
    }
}
