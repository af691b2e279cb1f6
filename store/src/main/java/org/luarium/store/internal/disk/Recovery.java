// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.luarium.store.Provenance;
import org.luarium.store.Ref;
import org.luarium.store.internal.lock.Held;
import org.luarium.store.internal.record.Manifest;
import org.luarium.store.internal.record.ObjectRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a store in order when it is opened. */
final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final Disk disk;
    private final Layout layout;

    Recovery(Disk disk, Layout layout) {
        this.disk = disk;
        this.layout = layout;
    }

    /**
     * Does what is necessary.
     *
     * @param look whether there may be objects that the journal does not know
     * @param powerLost whether what was written last may be damaged
     * @param sole whether nobody else has the store open
     */
    void run(boolean look, boolean powerLost, boolean sole) throws IOException {
        if (powerLost) {
            disk.volatileObjects().forEach(this::verifyAgain);
        }
        if (look) {
            try (Held alone = disk.collect()) {
                requireNonNull(alone, "alone");
                disk.refresh();
                Pact.settle(disk, layout);
                addUnknown();
            }
        }
        if (sole) {
            sweep(layout.staging());
            sweep(layout.leases());
            disk.emptyTrash();
        }
    }

    private void verifyAgain(Ref.RRef ref) {
        Optional<Entry> entry = disk.object(ref);
        if (entry.isPresent() && !Content.isIntact(entry.get())) {
            log.warn("{} did not survive the loss of power; it will be built again when it is needed", ref);
            disk.remove(List.of(ref), List.of());
        }
    }

    /** Objects whose maker died before the journal knew, or that somebody copied into the folder: those come in that are intact and whose dependencies are there. */
    private void addUnknown() throws IOException {
        Map<Ref.RRef, Path> unknown = disk.unknown();
        Map<Ref.RRef, Manifest> manifests = new HashMap<>();
        unknown.forEach((ref, folder) -> Content.manifest(ref, folder).ifPresent(found -> manifests.put(ref, found)));
        Map<Ref.RRef, List<Ref.RRef>> waiting = new HashMap<>();
        Deque<Ref.RRef> ready = new ArrayDeque<>();
        Map<Ref.RRef, Integer> missing = new HashMap<>();
        manifests.forEach((ref, manifest) -> {
            int count = 0;
            for (Ref.RRef dependency : dependencies(manifest)) {
                if (disk.object(dependency).isEmpty()) {
                    count++;
                    waiting.computeIfAbsent(dependency, key -> new ArrayList<>())
                            .add(ref);
                }
            }
            missing.put(ref, count);
            if (count == 0) {
                ready.add(ref);
            }
        });
        for (Ref.RRef ref = ready.poll(); ref != null; ref = ready.poll()) {
            Manifest manifest = requireNonNull(manifests.get(ref), "manifest");
            if (!Content.isIntact(manifest.object(), layout.tree(ref))
                    || !Content.seal(manifest.object(), layout.object(ref))) {
                log.warn("{} is left alone: its content is not what its manifest says", layout.object(ref));
                continue;
            }
            ObjectRecord object = manifest.object();
            disk.add(List.of(new Manifest(
                    manifest.definition(),
                    object.with(new Provenance(
                            Provenance.Origin.FOUND,
                            object.provenance().source(),
                            object.provenance().confinement())))));
            for (Ref.RRef dependant : waiting.getOrDefault(ref, List.of())) {
                if (missing.merge(dependant, -1, Integer::sum) == 0) {
                    ready.add(dependant);
                }
            }
        }
    }

    private static List<Ref.RRef> dependencies(Manifest manifest) {
        return manifest.object().dependencies().values().stream()
                .flatMap(List::stream)
                .toList();
    }

    private void sweep(Path folder) throws IOException {
        try (Stream<Path> left = Files.list(folder)) {
            left.forEach(disk::discard);
        }
    }
}
