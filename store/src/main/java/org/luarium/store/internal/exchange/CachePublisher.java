// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.luarium.store.ArchiveException;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.Ref;
import org.luarium.store.Signature;
import org.luarium.store.StoreAccessException;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.lock.Held;
import org.luarium.store.internal.lock.LockKey;
import org.luarium.store.internal.lock.LockMode;
import org.luarium.store.internal.lock.StoreLocks;
import org.luarium.store.internal.record.Manifest;
import org.luarium.store.internal.record.ObjectRecord;
import org.luarium.store.internal.reference.Keys;

/**
 * Writes binary caches. Thread-safe; several processes may write into one folder. At every moment, and after a crash, what a reader finds is complete. The layout is described at
 * {@link CacheLayout}.
 */
public final class CachePublisher {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BUFFER = 1 << 16;

    private final Disk disk;
    private final Optional<SigningKey> key;

    /**
     * Creates it.
     *
     * @param key signs what it writes
     */
    public CachePublisher(Disk disk, Optional<SigningKey> key) {
        this.disk = disk;
        this.key = key;
    }

    /** See {@link org.luarium.store.Store#publish}. */
    public int publish(Collection<Ref.RRef> refs, Path target) {
        Path folder = target.toAbsolutePath().normalize();
        try (LeasedClosure closure = LeasedClosure.of(disk, refs)) {
            create(folder);
            try (StoreLocks locks = StoreLocks.open(folder.resolve(CacheLayout.LOCK))) {
                int added = 0;
                for (Entry entry : closure.entries()) {
                    added += publish(entry, folder, locks) ? 1 : 0;
                }
                return added;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RealizeCancelledException("publishing to " + folder + " was interrupted");
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    private static void create(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path info = folder.resolve(CacheLayout.INFO);
        if (Files.exists(info)) {
            if (Files.size(info) > CacheLayout.LONGEST_INFO
                    || !Files.readString(info).strip().equals(CacheLayout.FORMAT)) {
                throw new StoreAccessException(
                        info, "it does not say '" + CacheLayout.FORMAT + "'; publish to another folder", null);
            }
        } else if (hasOthers(folder)) {
            throw new StoreAccessException(folder, "it is no cache, and not empty; give an empty folder", null);
        }
        for (String name : List.of(CacheLayout.BUILDS, CacheLayout.MANIFESTS, CacheLayout.TREES)) {
            Files.createDirectories(folder.resolve(name));
        }
        if (!Files.exists(info)) {
            write(info, CacheLayout.FORMAT + "\n");
        }
    }

    /** Whether there is something that another publisher, who is just beginning, would not write. */
    private static boolean hasOthers(Path folder) throws IOException {
        Set<String> own = Set.of(
                CacheLayout.BUILDS, CacheLayout.MANIFESTS, CacheLayout.TREES, CacheLayout.LOCK, CacheLayout.INFO);
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .anyMatch(name -> !own.contains(name) && !name.startsWith("."));
        }
    }

    private boolean publish(Entry entry, Path folder, StoreLocks locks) throws IOException, InterruptedException {
        ObjectRecord object = entry.object();
        Path tree = folder.resolve(CacheLayout.tree(object.tree()));
        if (!Files.exists(tree)) {
            writeTree(entry, tree);
        }
        Manifest signed = Signing.sign(Exporter.manifest(disk, entry), key);
        Path list = folder.resolve(CacheLayout.build(Keys.build(object.ref().dref(), object.dependencies())));
        try (Held merging = locks.acquire(LockKey.JOURNAL, LockMode.EXCLUSIVE, PATIENCE)) {
            requireNonNull(merging, "merging");
            boolean isNew = mergeManifest(signed, folder.resolve(CacheLayout.manifest(object.ref())));
            mergeList(object.ref(), list);
            return isNew;
        }
    }

    /** Returns whether there was none. One that is there is changed only to add a signature. */
    private boolean mergeManifest(Manifest manifest, Path file) throws IOException {
        Optional<Manifest> old = read(manifest.object().ref(), file);
        if (old.isEmpty()) {
            write(file, manifest.toJson());
            return true;
        }
        List<Signature> merged = new ArrayList<>(old.get().object().signatures());
        for (Signature signature : manifest.object().signatures()) {
            if (!merged.contains(signature)) {
                merged.removeIf(other -> other.key().equals(signature.key()));
                merged.add(signature);
            }
        }
        if (!merged.equals(old.get().object().signatures())) {
            write(file, new Manifest(old.get().definition(), old.get().object().with(merged)).toJson());
        }
        return false;
    }

    /** What is there, unless it is damaged or of another object. */
    private static Optional<Manifest> read(Ref.RRef ref, Path file) throws IOException {
        try {
            if (Files.size(file) > ExportFormat.LONGEST_MANIFEST) {
                return Optional.empty();
            }
            Manifest manifest = Intake.manifest(file.toString(), Files.readAllBytes(file));
            return Optional.of(manifest).filter(found -> found.object().ref().equals(ref));
        } catch (NoSuchFileException | ArchiveException e) {
            return Optional.empty();
        }
    }

    private static void mergeList(Ref.RRef ref, Path file) throws IOException {
        Set<String> lines = new TreeSet<>();
        if (Files.exists(file)) {
            lines.addAll(Files.readAllLines(file, UTF_8));
        }
        if (lines.size() < CacheLayout.MOST_LISTED && lines.add(ref.toString())) {
            write(file, String.join("\n", lines) + "\n");
        }
    }

    private static void writeTree(Entry entry, Path file) throws IOException {
        replace(file, out -> {
            // Nothing in the header of what this makes changes from one time to the next
            try (OutputStream gzip = new GZIPOutputStream(new WriteFailures(file, "it", out), BUFFER)) {
                Exporter.writeTree(entry, gzip);
            }
        });
    }

    private static void write(Path file, String text) throws IOException {
        replace(file, out -> out.write(text.getBytes(UTF_8)));
    }

    private interface Writer {
        void write(OutputStream out) throws IOException;
    }

    /** Forced to the disk before it gets its name, since what has its name is never written again. */
    private static void replace(Path file, Writer writer) throws IOException {
        Path draft = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER)) {
            writer.write(out);
            out.flush();
            channel.force(true);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static StoreAccessException failed(Path folder, IOException e) {
        return new StoreAccessException(folder, "the cache cannot be written: " + e, e);
    }
}
