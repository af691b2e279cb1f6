// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.luarium.store.Config;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.internal.tree.Trees;

/** A real store in a folder of its own for each test. */
public final class StoreExtension implements BeforeEachCallback, AfterEachCallback {
    private Path directory;
    private StoreImpl store;
    private Settings settings = Settings.defaults();

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        directory = Files.createTempDirectory("luarium-store-test").toRealPath();
        store = new StoreImpl(root(), settings);
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        store.close();
        Trees.delete(directory);
    }

    public StoreImpl store() {
        return store;
    }

    /** For files beside the store. */
    public Path directory() {
        return directory;
    }

    public Path root() {
        return directory.resolve("store");
    }

    /** Closes the store and opens it as another process would. */
    public StoreImpl reopen() {
        store.close();
        store = new StoreImpl(root(), settings);
        return store;
    }

    public StoreImpl reopen(Settings other) {
        settings = other;
        return reopen();
    }

    /** A derivation of this name whose output is a file of this content, from nothing. */
    public static Stage<Ref.DRef> text(String name, String content) {
        return plan -> plan.derive(
                Config.builder(name).set("content", content).build(),
                build -> Files.writeString(build.out().resolve("text"), content));
    }

    /** Everything in the store but what tells who has it open. */
    public Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (String part : List.of("objects", "tmp", "journal", "trash")) {
            try (Stream<Path> paths = Files.walk(root().resolve(part))) {
                paths.forEach(path -> contents.put(root().relativize(path).toString(), describe(path)));
            }
        }
        return contents;
    }

    private static String describe(Path path) {
        try {
            return Files.isRegularFile(path) ? String.valueOf(Files.size(path)) : "";
        } catch (IOException e) {
            return e.toString();
        }
    }
}
