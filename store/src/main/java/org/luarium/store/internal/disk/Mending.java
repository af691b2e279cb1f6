// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import org.luarium.store.CorruptStoreException;
import org.luarium.store.Ref;
import org.luarium.store.internal.lock.Held;
import org.luarium.store.internal.lock.LockKey;
import org.luarium.store.internal.lock.LockMode;
import org.luarium.store.internal.record.Manifest;
import org.luarium.store.internal.reference.Definition;

/** Puts right what is damaged in the folder of an object. Locks as whoever makes the object does. */
public final class Mending {
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Disk disk;
    private final Layout layout;

    public Mending(Disk disk) {
        this.disk = disk;
        this.layout = disk.layout();
    }

    /** What is wrong with the manifest of an object; empty if nothing is. */
    public Optional<String> manifestProblem(Entry entry) {
        Ref.RRef ref = entry.ref();
        Path file = layout.manifest(ref);
        try {
            if (Files.size(file) > Manifest.LONGEST) {
                return Optional.of("its manifest is longer than " + Manifest.LONGEST);
            }
            Ref.RRef other = Manifest.read(Files.readString(file)).object().ref();
            return other.equals(ref) ? Optional.empty() : Optional.of("its manifest is that of " + other);
        } catch (NoSuchFileException e) {
            return Optional.of("its manifest is missing");
        } catch (IOException e) {
            return Optional.of("its manifest cannot be read: " + e.getMessage());
        }
    }

    /** Writes a manifest anew, from what the journal says. */
    public void writeManifest(Entry entry) {
        Ref.RRef ref = entry.ref();
        Path place = layout.object(ref);
        Path draft = disk.emptyFolder();
        try (Held making = making(ref);
                Held sharing = disk.share()) {
            requireNonNull(making, "making");
            requireNonNull(sharing, "sharing");
            if (!isKnown(ref) || !entry.exists()) {
                return;
            }
            Path file = Files.writeString(
                    draft.resolve(Layout.MANIFEST), manifest(entry).toJson());
            Modes.seal(file);
            Modes.unsealFolder(place);
            Files.move(file, layout.manifest(ref), StandardCopyOption.ATOMIC_MOVE);
            Modes.sealFolder(place);
            disk.addAgain(entry.object());
        } catch (IOException e) {
            throw Disk.failed(place, "its manifest cannot be written", e);
        } finally {
            disk.discard(draft);
        }
    }

    /** Makes the folder of an object and its manifest read-only again. The content is sealed when it is hashed. */
    public void seal(Entry entry) {
        Ref.RRef ref = entry.ref();
        try {
            Modes.seal(layout.manifest(ref));
            Modes.sealFolder(layout.object(ref));
        } catch (NoSuchFileException e) {
            // collected meanwhile
        } catch (IOException e) {
            throw Disk.failed(layout.object(ref), "it cannot be made read-only", e);
        }
    }

    /**
     * Puts a good content, sealed and of the right hash, in the place of a damaged or missing one. Whoever looks at that moment finds nothing.
     *
     * @return false if the object was removed meanwhile
     */
    public boolean replace(Entry damaged, Staging good) {
        Ref.RRef ref = damaged.ref();
        Path place = layout.object(ref);
        try (Held making = making(ref);
                Held sharing = disk.share()) {
            requireNonNull(making, "making");
            requireNonNull(sharing, "sharing");
            if (!isKnown(ref)) {
                return false;
            }
            Path file = Files.writeString(
                    good.folder().resolve(Layout.MANIFEST), manifest(damaged).toJson());
            Modes.seal(file);
            if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
                disk.trash().take(place);
            }
            Files.move(good.folder(), place, StandardCopyOption.ATOMIC_MOVE);
            Modes.sealFolder(place);
            disk.addAgain(damaged.object());
            return true;
        } catch (IOException e) {
            throw Disk.failed(place, "it cannot be replaced", e);
        }
    }

    private Held making(Ref.RRef ref) {
        return disk.acquire(LockKey.ofDigest(ref.dref().digest()), LockMode.EXCLUSIVE, PATIENCE);
    }

    private boolean isKnown(Ref.RRef ref) {
        disk.refresh();
        return disk.object(ref).isPresent();
    }

    private Manifest manifest(Entry entry) {
        Ref.DRef dref = entry.ref().dref();
        Definition definition = disk.definition(dref)
                .orElseThrow(() -> new CorruptStoreException(
                        layout.journal(), "it has no definition of " + dref + "; instantiate its stage again", null));
        return new Manifest(definition, entry.object());
    }
}
