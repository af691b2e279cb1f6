// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.luarium.store.BuildFailedException;
import org.luarium.store.Hash;
import org.luarium.store.HashMismatchException;
import org.luarium.store.PromiseBrokenException;
import org.luarium.store.Provenance;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.Ref;
import org.luarium.store.SelfPath;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.disk.Staging;
import org.luarium.store.internal.lease.LeaseFile;
import org.luarium.store.internal.lock.Held;
import org.luarium.store.internal.record.Manifest;
import org.luarium.store.internal.record.ObjectRecord;
import org.luarium.store.internal.reference.Definition;
import org.luarium.store.internal.reference.Keys;
import org.luarium.store.internal.tree.HashedTree;
import org.luarium.store.internal.tree.Progress;
import org.luarium.store.internal.tree.TreeHasher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes objects of the outputs of a build: all of them, or none if one breaks a promise. */
final class Outputs {
    private static final Logger log = LoggerFactory.getLogger(Outputs.class);

    private final Disk disk;
    private final Node node;
    private final BooleanSupplier cancelled;

    Outputs(Disk disk, Node node, BooleanSupplier cancelled) {
        this.disk = disk;
        this.node = node;
        this.cancelled = cancelled;
    }

    /** Adds outputs to the store, and to a lease before anybody could collect them. */
    List<Entry> commit(List<Staging> outputs, Instant started, Instant ended, Provenance provenance, LeaseFile lease) {
        if (outputs.isEmpty()) {
            throw new BuildFailedException(
                    node.dref(), "its realizer made no output; write below Build.out()", null, null);
        }
        checkPromises(outputs);
        Definition definition = node.definition();
        Map<Ref.DRef, List<Ref.RRef>> context = node.directContext();
        List<Manifest> manifests = new ArrayList<>();
        for (Staging output : outputs) {
            HashedTree tree = seal(output.tree());
            checkFixed(tree.hash());
            manifests.add(new Manifest(
                    definition,
                    new ObjectRecord(
                            Keys.rref(definition.dref(), context, tree.hash()),
                            context,
                            tree.hash(),
                            tree.size(),
                            started,
                            ended,
                            "",
                            provenance,
                            List.of())));
        }
        List<Entry> entries;
        try (Held sharing = disk.share()) {
            requireNonNull(sharing, "sharing");
            lease.add(
                    manifests.stream().map(manifest -> manifest.object().ref()).toList());
            entries = disk.commitShared(outputs, manifests);
        }
        List<Entry> distinct = entries.stream().distinct().toList();
        if (distinct.size() < entries.size()) {
            log.warn(
                    "{} of {} outputs of {} are the same as others",
                    entries.size() - distinct.size(),
                    entries.size(),
                    node.dref());
        }
        return distinct;
    }

    private void checkPromises(List<Staging> outputs) {
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            for (SelfPath promise : node.derivation().config().promises()) {
                Path path = BuildFolder.below(outputs.get(i).tree(), promise.path());
                if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    missing.add(i + ":" + promise);
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new PromiseBrokenException(node.dref(), missing);
        }
    }

    private HashedTree seal(Path tree) {
        if (!Files.isDirectory(tree, LinkOption.NOFOLLOW_LINKS)) {
            throw new BuildFailedException(
                    node.dref(),
                    "its output is no folder any more; write below Build.out(), and leave that",
                    null,
                    null);
        }
        try {
            HashedTree hashed = new TreeHasher(1).hashAndSeal(tree, true, new Progress(bytes -> {}, cancelled));
            if (!hashed.escapingLinks().isEmpty()) {
                log.warn("an output of {} has links that lead out of it: {}", node.dref(), hashed.escapingLinks());
            }
            return hashed;
        } catch (CancellationException e) {
            throw new RealizeCancelledException("realizing " + node.dref() + " was cancelled");
        } catch (IOException e) {
            throw new BuildFailedException(node.dref(), "its output cannot be stored: " + e, null, e);
        }
    }

    private void checkFixed(Hash tree) {
        node.derivation().fixedOutput().ifPresent(fixed -> {
            if (!fixed.equals(tree)) {
                throw new HashMismatchException("the output of " + node.dref(), fixed.toString(), tree.toString());
            }
        });
    }
}
