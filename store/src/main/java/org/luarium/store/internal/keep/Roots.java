// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.keep;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.luarium.store.InvalidReferenceException;
import org.luarium.store.Lease;
import org.luarium.store.Ref;
import org.luarium.store.StoreAccessException;
import org.luarium.store.internal.disk.Disk;

/** Roots: a file for each, which says what it keeps. */
public final class Roots {
    private final Disk disk;

    public Roots(Disk disk) {
        this.disk = disk;
    }

    /** See {@link org.luarium.store.Store#addRoot}. */
    public void add(String name, Ref.RRef rref) {
        Path file = file(name);
        try (Lease pinned = Pinning.pin(disk, List.of(rref))) {
            requireNonNull(pinned, "pinned");
            SafeFile.write(disk, file, rref + "\n");
        }
    }

    /** See {@link org.luarium.store.Store#removeRoot}. */
    public boolean remove(String name) {
        Path file = file(name);
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new StoreAccessException(file, "the root cannot be removed: " + e, e);
        }
    }

    /** See {@link org.luarium.store.Store#roots}. */
    public SortedMap<String, Ref.RRef> all() {
        SortedMap<String, Ref.RRef> roots = new TreeMap<>();
        for (Path file : SafeFile.list(disk.layout().roots())) {
            Ref.RRef root = read(file);
            if (root != null) {
                roots.put(String.valueOf(file.getFileName()), root);
            }
        }
        return roots;
    }

    /** What is in the folder of roots and is none: roots are written at once, so what cannot be read is somebody else's. */
    List<Path> foreign() {
        List<Path> foreign = new ArrayList<>();
        for (Path file : SafeFile.list(disk.layout().roots())) {
            if (read(file) == null && Files.exists(file)) {
                foreign.add(file);
            }
        }
        return foreign;
    }

    private Path file(String name) {
        return disk.layout().roots().resolve(Names.check(name));
    }

    private static Ref.@Nullable RRef read(Path file) {
        if (!Names.isName(file) || Files.isDirectory(file)) {
            return null;
        }
        try {
            return Ref.RRef.parse(Files.readString(file).strip());
        } catch (NoSuchFileException | InvalidReferenceException | CharacterCodingException e) {
            return null;
        } catch (IOException e) {
            throw new StoreAccessException(file, "the root cannot be read: " + e, e);
        }
    }
}
