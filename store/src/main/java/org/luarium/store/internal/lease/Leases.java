// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.lease;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.luarium.store.InvalidReferenceException;
import org.luarium.store.Ref;
import org.luarium.store.StoreAccessException;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.lock.Held;
import org.luarium.store.internal.lock.LockKey;
import org.luarium.store.internal.lock.LockMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The leases of all processes. */
public final class Leases {
    private static final Logger log = LoggerFactory.getLogger(Leases.class);

    private Leases() {}

    /** What living leases keep, by the name of the lease. Those of the dead are removed. The caller holds the collection exclusively. */
    public static Map<String, Set<Ref.RRef>> living(Disk disk) {
        Map<String, Set<Ref.RRef>> living = new TreeMap<>();
        for (Path file : files(disk.layout().leases())) {
            String name = String.valueOf(file.getFileName());
            try {
                Optional<Held> dead = disk.tryAcquire(LockKey.ofUuid(UUID.fromString(name)), LockMode.EXCLUSIVE);
                if (dead.isPresent()) {
                    Files.deleteIfExists(file);
                    dead.get().close();
                } else {
                    living.put(name, read(file));
                }
            } catch (NoSuchFileException e) {
                log.debug("lease {} has just ended", name);
            } catch (IllegalArgumentException e) {
                log.warn("{} is no lease and is left alone", file);
            } catch (IOException e) {
                throw new StoreAccessException(file, "the lease cannot be read: " + e.getMessage(), e);
            }
        }
        return living;
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new StoreAccessException(folder, "leases cannot be listed: " + e.getMessage(), e);
        }
    }

    private static Set<Ref.RRef> read(Path file) throws IOException {
        Set<Ref.RRef> refs = new TreeSet<>();
        for (String line : Files.readAllLines(file)) {
            try {
                refs.add(Ref.RRef.parse(line));
            } catch (InvalidReferenceException e) {
                log.warn("{} has a line that is no realization and keeps nothing", file);
            }
        }
        return refs;
    }
}
