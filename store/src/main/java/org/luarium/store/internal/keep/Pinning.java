// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.keep;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import org.luarium.store.Lease;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Ref;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.lease.LeaseFile;
import org.luarium.store.internal.lock.Held;

/** Holds objects while something is written down that keeps them from then on: the disk takes its time, and others shall not wait for it. */
final class Pinning {
    private Pinning() {}

    /**
     * Takes a lease on objects.
     *
     * @throws ObjectNotFoundException if one is not in the store
     */
    static Lease pin(Disk disk, Collection<Ref.RRef> refs) {
        LeaseFile lease = LeaseFile.create(disk);
        try {
            try (Held sharing = disk.share()) {
                requireNonNull(sharing, "sharing");
                disk.refresh();
                for (Ref.RRef ref : refs) {
                    if (!disk.get(ref).exists()) {
                        throw new ObjectNotFoundException(ref.toString());
                    }
                }
                lease.add(refs);
            }
            return lease;
        } catch (RuntimeException e) {
            lease.close();
            throw e;
        }
    }
}
