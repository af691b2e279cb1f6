// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.lease;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.luarium.store.Lease;
import org.luarium.store.Ref;
import org.luarium.store.StoreAccessException;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.lock.Held;
import org.luarium.store.internal.lock.LockKey;
import org.luarium.store.internal.lock.LockMode;

/**
 * A lease that other processes see: a file that lists realizations, and a lock that the system releases when the process dies. Whoever adds to it shares the collection, so that no
 * collection reads it half-written.
 */
public final class LeaseFile implements Lease {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path file;
    private final @Nullable Held alive;
    private final Set<Ref.RRef> refs = new TreeSet<>(); // guarded by this
    private @Nullable OutputStream
            out; // guarded by this; opened by the first addition, no channel, as an interrupt would close that
    private boolean closed; // guarded by this

    private LeaseFile(Path file, @Nullable Held alive) {
        this.file = file;
        this.alive = alive;
    }

    /** A new lease on nothing. Who may only read cannot keep anything: such a lease only remembers. */
    public static LeaseFile create(Disk disk) {
        UUID id = UUID.randomUUID();
        if (!disk.isWritable()) {
            return new LeaseFile(disk.layout().leases().resolve(id.toString()), null);
        }
        Held alive = disk.acquire(LockKey.ofUuid(id), LockMode.EXCLUSIVE, PATIENCE);
        return new LeaseFile(disk.layout().leases().resolve(id.toString()), alive);
    }

    /** Keeps more. The caller shares the collection. */
    public synchronized void add(Collection<Ref.RRef> more) {
        StringBuilder lines = new StringBuilder();
        for (Ref.RRef ref : more) {
            if (refs.add(ref)) {
                lines.append(ref).append('\n');
            }
        }
        if (closed || lines.isEmpty() || alive == null) {
            return;
        }
        try {
            OutputStream open = out;
            if (open == null) {
                open = new FileOutputStream(file.toFile());
                out = open;
            }
            open.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StoreAccessException(file, "the lease cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized Set<Ref.RRef> refs() {
        return Set.copyOf(refs);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (alive == null) {
            return;
        }
        OutputStream open = out;
        try {
            if (open != null) {
                open.close();
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new StoreAccessException(file, "the lease cannot be removed: " + e.getMessage(), e);
        } finally {
            alive.close();
        }
    }
}
