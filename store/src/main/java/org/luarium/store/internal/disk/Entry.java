// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import org.jspecify.annotations.Nullable;
import org.luarium.store.CorruptStoreException;
import org.luarium.store.Realization;
import org.luarium.store.Ref;
import org.luarium.store.internal.record.InvalidRecordException;
import org.luarium.store.internal.record.ObjectRecord;
import org.luarium.store.internal.record.RecordCodec;

/** An object of the index. Compared by identity. What the journal says of it is read when somebody asks, so that a store of many opens fast. Thread-safe. */
public final class Entry {
    private final int number;
    private final Ref.RRef ref;
    private final String action;
    private final Layout layout;
    private byte @Nullable [] bytes; // guarded by this; until they are read
    private volatile @Nullable ObjectRecord object;
    private volatile @Nullable Realization realization;

    Entry(int number, Ref.RRef ref, String action, byte[] bytes, Layout layout) {
        this.number = number;
        this.ref = ref;
        this.action = action;
        this.bytes = bytes;
        this.layout = layout;
    }

    /** No other object of this index has, or had, the same. Small, for sets of bits. */
    public int number() {
        return number;
    }

    public Ref.RRef ref() {
        return ref;
    }

    String action() {
        return action;
    }

    public ObjectRecord object() {
        ObjectRecord known = object;
        return known != null ? known : read();
    }

    private synchronized ObjectRecord read() {
        ObjectRecord known = object;
        if (known == null) {
            try {
                known = RecordCodec.decodeObject(requireNonNull(bytes, "bytes"));
            } catch (InvalidRecordException e) {
                throw new CorruptStoreException(layout.journal(), e.getMessage() + " for " + ref, e);
            }
            object = known;
            bytes = null;
        }
        return known;
    }

    public Realization realization() {
        Realization known = realization;
        if (known == null) {
            known = object().at(layout.tree(ref));
            realization = known;
        }
        return known;
    }

    /** Whether its folder is there. Whoever takes it away behind the store's back makes it something that can be built again. */
    public boolean exists() {
        return Files.isDirectory(layout.tree(ref), LinkOption.NOFOLLOW_LINKS);
    }
}
