// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.luarium.store.Build;
import org.luarium.store.Config;
import org.luarium.store.Hash;
import org.luarium.store.Provenance;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.internal.disk.Disk;
import org.luarium.store.internal.disk.Staging;
import org.luarium.store.internal.lock.Held;
import org.luarium.store.internal.record.JournalRecord;
import org.luarium.store.internal.record.Manifest;
import org.luarium.store.internal.record.ObjectRecord;
import org.luarium.store.internal.reference.Definition;
import org.luarium.store.internal.reference.Keys;
import org.luarium.store.internal.tree.HashedTree;
import org.luarium.store.internal.tree.Progress;
import org.luarium.store.internal.tree.TreeHasher;
import org.luarium.store.internal.tree.Trees;

/** Many objects. They are written without builds, which others test. */
@Timeout(600)
final class LargeStoreTest {
    private static final int OBJECTS = Boolean.getBoolean("luarium.stress") ? 100_000 : 5_000;
    private static final int ATTEMPTS = 15_000;
    private static final long BYTES_PER_OBJECT = 20_000;
    private static final Realizer REALIZER = Realizer.of("large", Build::out);

    private Path folder;

    @BeforeEach
    void create() throws IOException {
        folder = Files.createTempDirectory("luarium-large-store").toRealPath();
    }

    @AfterEach
    @Timeout(600)
    void delete() throws IOException {
        Trees.delete(folder);
    }

    private static Config config(int number) {
        return Config.builder("object-" + number).set("number", number).build();
    }

    private static Stage<List<Ref.DRef>> stage(int count) {
        return plan -> {
            List<Ref.DRef> drefs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                drefs.add(plan.derive(config(i), REALIZER));
            }
            return drefs;
        };
    }

    /** Objects as a crash would leave them: complete, and unknown to the journal. */
    private void write(int count) throws IOException {
        try (Disk disk = Disk.open(folder)) {
            Hash tree;
            try (Staging staging = disk.stage()) {
                tree = content(staging).hash();
            }
            for (int i = 0; i < count; i++) {
                Definition definition = Definition.of(config(i), "large", Optional.empty());
                Ref.RRef ref = Keys.rref(definition.dref(), Map.of(), tree);
                Path object = Files.createDirectory(disk.layout().object(ref));
                Files.createDirectory(object.resolve("tree"));
                Files.writeString(
                        object.resolve("manifest"),
                        manifest(definition, ref, tree).toJson());
            }
        }
    }

    private static HashedTree content(Staging staging) throws IOException {
        return new TreeHasher(1).hashAndSeal(staging.tree(), true, Progress.NONE);
    }

    private static Manifest manifest(Definition definition, Ref.RRef ref, Hash tree) {
        Provenance provenance = new Provenance(Provenance.Origin.BUILT, "", "");
        return new Manifest(
                definition,
                new ObjectRecord(ref, Map.of(), tree, 1, Instant.EPOCH, Instant.EPOCH, "", provenance, List.of()));
    }

    @Test
    void manyObjectsAreFoundAndReused() throws IOException {
        write(OBJECTS);
        long before = usedMemory();
        long start = System.nanoTime();
        try (StoreImpl store = new StoreImpl(folder, Settings.defaults())) {
            report("found", start);
            assertThat(store.derivations()).hasSize(OBJECTS);
        }
        start = System.nanoTime();
        try (StoreImpl store = new StoreImpl(folder, Settings.defaults())) {
            report("opened again", start);
            assertThat((usedMemory() - before) / OBJECTS)
                    .as("bytes for each object")
                    .isLessThan(BYTES_PER_OBJECT);
            start = System.nanoTime();
            assertThat(store.realize(stage(OBJECTS)).built()).isEmpty();
            report("reused", start);
        }
        Files.delete(folder.resolve("journal"));
        start = System.nanoTime();
        try (StoreImpl store = new StoreImpl(folder, Settings.defaults())) {
            report("rebuilt", start);
            assertThat(store.derivations()).hasSize(OBJECTS);
        }
    }

    private static void report(String what, long start) {
        System.out.printf(
                "LargeStoreTest: %d objects %s in %d ms%n", OBJECTS, what, (System.nanoTime() - start) / 1_000_000);
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void journalThatIsMostlyGarbageIsMadeAnewWithAllThatIsLeft() throws IOException {
        Path journal = folder.resolve("journal");
        List<Ref.RRef> kept = new ArrayList<>();
        try (StoreImpl store = new StoreImpl(folder, Settings.defaults());
                Disk disk = Disk.open(folder)) {
            store.realize(stage(10))
                    .realizations()
                    .values()
                    .forEach(all -> kept.add(all.get(0).ref()));
            Ref.RRef removed = kept.remove(3);
            try (Held alone = disk.collect()) {
                assertThat(alone).isNotNull();
                disk.remove(List.of(removed), List.of(removed.dref()));
            }
            for (int i = 0; i < ATTEMPTS; i += 1_000) {
                fail(disk, kept.get(0).dref(), i);
            }
        }
        long before = Files.size(journal);

        try (Disk disk = Disk.open(folder)) {
            assertThat(Files.size(journal)).isLessThan(before / 10);
            assertThat(disk.objects().stream().map(entry -> entry.ref())).containsExactlyInAnyOrderElementsOf(kept);
            assertThat(disk.definitions()).hasSize(kept.size());
            assertThat(disk.attempts(kept.get(0).dref())).hasSize(100);
            assertThat(disk.attempts(kept.get(0).dref()).get(0).problem()).isEqualTo("attempt " + (ATTEMPTS - 1));
            assertThat(disk.definition(kept.get(0).dref())).isPresent();
        }
        try (StoreImpl store = new StoreImpl(folder, Settings.defaults())) {
            assertThat(store.realize(stage(10)).built()).hasSize(1);
        }
        Health.check(folder);
    }

    private static void fail(Disk disk, Ref.DRef dref, int first) {
        for (int i = first; i < first + 1_000; i++) {
            disk.failed(new JournalRecord.Failed(dref, Instant.EPOCH, Instant.EPOCH, "attempt " + i, ""));
        }
    }
}
