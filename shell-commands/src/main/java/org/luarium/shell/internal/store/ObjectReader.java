// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.shell.internal.view.FileEntry;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Realization;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.Store;

/** The content of objects. */
public final class ObjectReader {
    private static final int PIECE = 1 << 16;

    private final Supplier<Store> store;

    public ObjectReader(Supplier<Store> store) {
        this.store = store;
    }

    /** A realization that exists. */
    public Realization get(Ref.RRef rref) {
        return store.get().find(rref).orElseThrow(() -> new ObjectNotFoundException(rref.toString()));
    }

    /** What is in an object, sorted. */
    public List<FileEntry> files(Ref.RRef rref) {
        Path top = get(rref).path();
        try (Stream<Path> paths = Files.walk(top)) {
            return paths.filter(path -> !path.equals(top))
                    .sorted()
                    .map(path -> entry(top, path))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileEntry entry(Path top, Path path) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            String name = top.relativize(path).toString();
            if (attributes.isSymbolicLink()) {
                return new FileEntry(
                        name,
                        FileEntry.Kind.LINK,
                        0,
                        Optional.of(Files.readSymbolicLink(path).toString()));
            }
            if (attributes.isDirectory()) {
                return new FileEntry(name, FileEntry.Kind.FOLDER, 0, Optional.empty());
            }
            return new FileEntry(
                    name,
                    Files.isExecutable(path) ? FileEntry.Kind.PROGRAM : FileEntry.Kind.FILE,
                    attributes.size(),
                    Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hands a file of an object over piece by piece, until it ends or the thread is interrupted. Links are followed inside the store, not out of it. */
    public void read(Ref.RRef rref, String path, Consumer<byte[]> reader) {
        RefPath names = RefPath.of(rref.dref(), path.split("/"));
        Path file = get(rref).path().resolve(String.join("/", names.path()));
        try {
            Path real = file.toRealPath();
            if (!real.startsWith(store.get().root().toRealPath())) {
                throw new UsageException(path + " of " + rref + " is a link that leads out of the store, to " + real);
            }
            if (Files.isDirectory(real)) {
                throw new UsageException(path + " of " + rref + " is a folder; store:files shows what is in it");
            }
            try (InputStream in = Files.newInputStream(real)) {
                byte[] buffer = new byte[PIECE];
                int count = in.read(buffer);
                while (count >= 0 && !Thread.currentThread().isInterrupted()) {
                    reader.accept(Arrays.copyOf(buffer, count));
                    count = in.read(buffer);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
