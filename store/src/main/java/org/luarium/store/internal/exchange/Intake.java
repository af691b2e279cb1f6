// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.luarium.store.ArchiveException;
import org.luarium.store.Hash;
import org.luarium.store.HashMismatchException;
import org.luarium.store.Provenance;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.Ref;
import org.luarium.store.SelfPath;
import org.luarium.store.StoreAccessException;
import org.luarium.store.Trust;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.disk.Staging;
import org.luarium.store.internal.lock.Held;
import org.luarium.store.internal.record.InvalidManifestException;
import org.luarium.store.internal.record.Manifest;
import org.luarium.store.internal.record.ObjectRecord;
import org.luarium.store.internal.tree.HashedTree;
import org.luarium.store.internal.tree.Progress;
import org.luarium.store.internal.tree.TreeLimits;
import org.luarium.store.internal.tree.TreeStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one door through which objects come in from elsewhere: whatever can be checked is checked before they are objects. */
final class Intake {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);
    private static final int MOST_SIGNATURES = 64;
    private static final int MOST_DEPENDENCIES = 50_000;
    private static final int LONGEST_TEXT = 4_000;

    private final Disk disk;
    private final TreeLimits limits;

    Intake(Disk disk, TreeLimits limits) {
        this.disk = disk;
        this.limits = limits;
    }

    TreeLimits limits() {
        return limits;
    }

    /** Reads a manifest of somebody else, of a size that was checked. */
    static Manifest manifest(String source, byte[] bytes) {
        try {
            Manifest manifest = Manifest.read(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
            ObjectRecord object = manifest.object();
            long dependencies = object.dependencies().values().stream()
                    .mapToLong(List::size)
                    .sum();
            // What is larger does not fit into the journal, or is there to do harm
            if (object.signatures().size() > MOST_SIGNATURES || dependencies > MOST_DEPENDENCIES) {
                throw new ArchiveException(source, "the manifest of " + object.ref() + " has too much in it", null);
            }
            return manifest;
        } catch (CharacterCodingException e) {
            throw new ArchiveException(source, "a manifest is no UTF-8", e);
        } catch (InvalidManifestException e) {
            throw new ArchiveException(source, String.valueOf(e.getMessage()), e);
        }
    }

    /** How something came here, with what others say of its build, cut to a length that does no harm. */
    static Provenance provenance(Provenance.Origin origin, String source, Manifest manifest) {
        String confinement = manifest.object().provenance().confinement();
        return new Provenance(origin, source, confinement.substring(0, Math.min(confinement.length(), LONGEST_TEXT)));
    }

    /** Refuses what nobody vouches for, what is too large, and what is not the fixed output. */
    void check(Manifest manifest, Trust trust, String source) {
        ObjectRecord object = manifest.object();
        Optional<Hash> fixed = manifest.definition().fixedOutput();
        if (fixed.isPresent() && !fixed.get().equals(object.tree())) {
            throw new HashMismatchException(
                    object.ref() + " from " + source,
                    fixed.get().toString(),
                    object.tree().toString());
        }
        Signing.check(manifest, trust, source);
        if (object.size() < 0 || object.size() > limits.bytes()) {
            throw new ArchiveException(
                    source,
                    object.ref() + " announces " + object.size() + " bytes, and the limit is " + limits.bytes(),
                    null);
        }
    }

    /**
     * Makes an object of a checked manifest and a tree.
     *
     * @param tree gives the stream; what it throws unchecked passes, what it throws checked is a damaged archive
     * @param keep told the name before anybody could collect the object
     */
    Entry take(
            Manifest manifest,
            InputStream tree,
            String source,
            Provenance provenance,
            Consumer<Ref.RRef> keep,
            BooleanSupplier cancelled) {
        ObjectRecord object = manifest.object();
        try (Staging staging = disk.stage()) {
            unpack(object, tree, source, staging, cancelled);
            checkPromises(manifest, staging.tree(), source);
            try (Held sharing = disk.share()) {
                requireNonNull(sharing, "sharing");
                disk.refresh();
                checkDependencies(object, source);
                keep.accept(object.ref());
                return disk.commitShared(staging, new Manifest(manifest.definition(), object.with(provenance)));
            }
        }
    }

    /** Unpacks what has to be the content of an object. */
    void unpack(ObjectRecord object, InputStream tree, String source, Staging staging, BooleanSupplier cancelled) {
        HashedTree unpacked;
        disk.discard(staging.tree());
        try {
            unpacked = TreeStream.read(
                    source,
                    tree,
                    staging.tree(),
                    new TreeLimits(Math.min(object.size(), limits.bytes()), limits.entries(), limits.depth()),
                    new Progress(bytes -> {}, cancelled));
        } catch (CancellationException e) {
            throw new RealizeCancelledException("fetching " + object.ref() + " was cancelled");
        } catch (IOException e) {
            throw new StoreAccessException(staging.tree(), "it cannot be unpacked: " + e, e);
        }
        if (!unpacked.hash().equals(object.tree())) {
            throw new HashMismatchException(
                    "the content of " + object.ref() + " from " + source,
                    object.tree().toString(),
                    unpacked.hash().toString());
        }
        if (unpacked.size() != object.size() || !Files.isDirectory(staging.tree(), LinkOption.NOFOLLOW_LINKS)) {
            throw new ArchiveException(
                    source, "the content of " + object.ref() + " is no folder of " + object.size() + " bytes", null);
        }
        if (!unpacked.escapingLinks().isEmpty()) {
            log.warn("{} has links that lead out of it: {}", object.ref(), unpacked.escapingLinks());
        }
    }

    private static void checkPromises(Manifest manifest, Path tree, String source) {
        for (SelfPath promise : manifest.definition().config().promises()) {
            Path path = tree;
            for (String name : promise.path()) {
                path = path.resolve(name);
            }
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new ArchiveException(
                        source,
                        manifest.object().ref() + " lacks " + promise + ", which its configuration promises",
                        null);
            }
        }
    }

    void checkDependencies(ObjectRecord object, String source) {
        for (List<Ref.RRef> refs : object.dependencies().values()) {
            for (Ref.RRef ref : refs) {
                if (disk.object(ref).filter(Entry::exists).isEmpty()) {
                    throw new ArchiveException(
                            source, object.ref() + " comes without " + ref + ", of which it was made", null);
                }
            }
        }
    }
}
