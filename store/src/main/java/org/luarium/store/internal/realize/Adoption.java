// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.luarium.store.Hash;
import org.luarium.store.Provenance;
import org.luarium.store.Ref;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Entry;
import org.luarium.store.internal.disk.Staging;
import org.luarium.store.internal.record.Manifest;
import org.luarium.store.internal.record.ObjectRecord;
import org.luarium.store.internal.reference.Definition;
import org.luarium.store.internal.reference.Keys;
import org.luarium.store.internal.tree.Progress;
import org.luarium.store.internal.tree.TreeHasher;
import org.luarium.store.internal.tree.Trees;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over the outputs of a build that saw the same: the recipe of a dependency has changed, or the context, but not what the realizer gets to see. Outputs that mention the place of
 * an input are not taken over, since they would go on using the old one.
 */
final class Adoption {
    private static final Logger log = LoggerFactory.getLogger(Adoption.class);

    private final Disk disk;
    private final Node node;

    Adoption(Disk disk, Node node) {
        this.disk = disk;
        this.node = node;
    }

    /** The caller shares the collection. */
    List<Entry> adopt(Definition definition) {
        Map<Ref.DRef, List<Ref.RRef>> context = node.directContext();
        if (context.isEmpty()) {
            return List.of();
        }
        List<Entry> equals = disk.byAction(disk.action(definition, context));
        Optional<Entry> latest = equals.stream()
                .filter(entry -> !isOf(entry, definition.dref(), context))
                .filter(Entry::exists)
                .max(Comparator.comparing((Entry entry) -> entry.object().ended())
                        .thenComparing(entry -> entry.ref()));
        if (latest.isEmpty()) {
            return List.of();
        }
        ObjectRecord model = latest.get().object();
        List<Entry> adopted = new ArrayList<>();
        for (Entry entry : equals) {
            if (isOf(entry, model.ref().dref(), model.dependencies()) && entry.exists()) {
                adopt(entry, definition, context).ifPresent(adopted::add);
            }
        }
        return adopted;
    }

    private static boolean isOf(Entry entry, Ref.DRef dref, Map<Ref.DRef, List<Ref.RRef>> context) {
        return entry.ref().dref().equals(dref) && entry.object().dependencies().equals(context);
    }

    private Optional<Entry> adopt(Entry entry, Definition definition, Map<Ref.DRef, List<Ref.RRef>> context) {
        ObjectRecord object = entry.object();
        try (Staging staging = disk.stage()) {
            if (new Mentions(inputsOf(object)).in(entry.realization().path())) {
                return Optional.empty();
            }
            disk.discard(staging.tree());
            Trees.hardLinkOrCopy(entry.realization().path(), staging.tree());
            Hash tree = new TreeHasher(1)
                    .hashAndSeal(staging.tree(), true, Progress.NONE)
                    .hash();
            if (!tree.equals(object.tree())) {
                log.warn("{} is not taken over: its content has changed", object.ref());
                return Optional.empty();
            }
            return Optional.of(disk.commitShared(
                    staging,
                    new Manifest(
                            definition,
                            new ObjectRecord(
                                    Keys.rref(definition.dref(), context, tree),
                                    context,
                                    tree,
                                    object.size(),
                                    object.started(),
                                    object.ended(),
                                    "",
                                    new Provenance(
                                            Provenance.Origin.ADOPTED,
                                            object.ref().toString(),
                                            object.provenance().confinement()),
                                    List.of()))));
        } catch (IOException e) {
            log.warn("{} is not taken over: {}", object.ref(), e.toString());
            return Optional.empty();
        }
    }

    private Set<String> inputsOf(ObjectRecord object) {
        Set<String> digests = new HashSet<>();
        List<Ref.RRef> queue = new ArrayList<>();
        object.dependencies().values().forEach(queue::addAll);
        for (int i = 0; i < queue.size(); i++) {
            if (digests.add(queue.get(i).digest())) {
                disk.object(queue.get(i))
                        .ifPresent(
                                found -> found.object().dependencies().values().forEach(queue::addAll));
            }
        }
        return digests;
    }
}
