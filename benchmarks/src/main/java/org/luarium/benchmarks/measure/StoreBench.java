// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.luarium.store.Config;
import org.luarium.store.Realizer;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.internal.Settings;
import org.luarium.store.internal.StoreImpl;
import org.luarium.store.internal.tree.Trees;

/** Stores in fresh folders, and what is realized in them. */
public final class StoreBench implements AutoCloseable {
    /** The smallest output there is: one file of two bytes. */
    public static final Realizer SMALLEST =
            Realizer.of("smallest", build -> Files.writeString(build.out().resolve("x"), "x\n"));

    private final Path folder;
    private final AtomicInteger stores = new AtomicInteger();

    public StoreBench() throws IOException {
        folder = Files.createTempDirectory("luarium-store-benchmark").toRealPath();
    }

    public Path folder() {
        return folder;
    }

    /** A path where nothing is yet. */
    public Path fresh() {
        return folder.resolve("store-" + stores.incrementAndGet());
    }

    /** Lets the system write what it still has to, so that nobody measures the round before. */
    public static void settle() throws IOException, InterruptedException {
        String unused = Commands.run("sync");
    }

    public static StoreImpl open(Path root) {
        return new StoreImpl(root, Settings.defaults());
    }

    /** As many derivations, each on the one before. */
    public static Stage<Ref.DRef> chain(int length) {
        return plan -> {
            Ref.DRef last = plan.derive(config("chain-0", List.of()), SMALLEST);
            for (int i = 1; i < length; i++) {
                last = plan.derive(config("chain-" + i, List.of(last)), SMALLEST);
            }
            return last;
        };
    }

    /** Layers of ten derivations, each on all of the layer before. */
    public static Stage<List<Ref.DRef>> layers(int count) {
        return plan -> {
            List<Ref.DRef> layer = List.of();
            for (int i = 0; i < count / 10; i++) {
                List<Ref.DRef> next = new ArrayList<>();
                for (int j = 0; j < 10; j++) {
                    next.add(plan.derive(config("layer-" + i + "-" + j, layer), SMALLEST));
                }
                layer = next;
            }
            return layer;
        };
    }

    /** Layers of ten derivations, each on two of the layer before. */
    public static Stage<List<Ref.DRef>> mesh(int count) {
        return plan -> {
            List<Ref.DRef> layer = List.of();
            for (int i = 0; i < count / 10; i++) {
                List<Ref.DRef> next = new ArrayList<>();
                for (int j = 0; j < 10; j++) {
                    List<Ref.DRef> on = layer.isEmpty() ? layer : List.of(layer.get(j), layer.get((j + 1) % 10));
                    next.add(plan.derive(config("mesh-" + i + "-" + j, on), SMALLEST));
                }
                layer = next;
            }
            return layer;
        };
    }

    /** As many derivations that have nothing to do with each other. */
    public static Stage<List<Ref.DRef>> wide(int count) {
        return plan -> {
            List<Ref.DRef> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(plan.derive(config("wide-" + i, List.of()), SMALLEST));
            }
            return all;
        };
    }

    private static Config config(String name, List<Ref.DRef> on) {
        return Config.builder(name).set("on", on).set("flags", "-O2 -Wall").build();
    }

    public static void delete(Path tree) throws IOException {
        Trees.delete(tree);
    }

    @Override
    public void close() throws IOException {
        delete(folder);
    }
}
