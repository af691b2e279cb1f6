// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.inspect;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.luarium.store.Realization;
import org.luarium.store.Ref;
import org.luarium.store.StoreAccessException;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.disk.PathResolver;
import org.luarium.store.internal.lease.LeaseFile;
import org.luarium.store.internal.lock.Held;
import org.luarium.store.internal.tree.Trees;

/** Where objects are, and links and copies of them elsewhere. */
public final class Places {
    /** The same everywhere: a store is shared by machines, and a link made twice should be one link. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Disk disk;

    public Places(Disk disk) {
        this.disk = disk;
    }

    /** See {@link org.luarium.store.Store#refOf}. */
    public Optional<Ref.RRef> refOf(Path path) {
        disk.refresh();
        return new PathResolver(disk.layout())
                .exactly(path)
                .filter(ref -> disk.object(ref).isPresent());
    }

    /** See {@link org.luarium.store.Store#link}. */
    public Path link(Ref.RRef rref, Path pattern) {
        disk.refresh();
        Realization realization = disk.get(rref).realization();
        Path link = name(realization, pattern);
        Path folder = requireNonNull(link.toAbsolutePath().getParent(), "the root is no link");
        if (Files.exists(link, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(link)) {
            throw new StoreAccessException(link, "there is something that is no link; remove it first", null);
        }
        try {
            Path target = folder.toRealPath().relativize(realization.path().toRealPath());
            Path draft = folder.resolve("." + UUID.randomUUID());
            Files.createSymbolicLink(draft, target);
            try {
                Files.move(draft, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new StoreAccessException(link, "the link cannot be made: " + e, e);
        }
        return link;
    }

    private static Path name(Realization realization, Path pattern) {
        Path last = pattern.getFileName();
        if (last == null || last.toString().isEmpty()) {
            throw new IllegalArgumentException("'" + pattern + "' is no name for a link");
        }
        return pattern.resolveSibling(last.toString()
                .replace("%T", TIME.format(realization.started()))
                .replace("%N", realization.ref().name()));
    }

    /** See {@link org.luarium.store.Store#copy}. */
    public void copy(Ref.RRef rref, Path target) {
        disk.refresh();
        Entry entry = disk.get(rref);
        if (!disk.isWritable()) {
            copy(entry, target); // no lease without writing; if it is collected meanwhile, the copy fails
            return;
        }
        try (LeaseFile lease = LeaseFile.create(disk)) {
            try (Held sharing = disk.share()) {
                requireNonNull(sharing, "sharing");
                disk.refresh();
                disk.get(rref);
                lease.add(List.of(rref));
            }
            copy(entry, target);
        }
    }

    private static void copy(Entry entry, Path target) {
        try {
            Trees.copyWritable(entry.realization().path(), target.toAbsolutePath());
        } catch (FileAlreadyExistsException e) {
            throw new StoreAccessException(target, "it exists already; give a new name", e);
        } catch (FileSystemException e) {
            throw new StoreAccessException(target, "it cannot be written: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new StoreAccessException(target, "it cannot be written: " + e, e);
        }
    }
}
