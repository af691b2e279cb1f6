// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.Closure;
import org.luarium.store.Config;
import org.luarium.store.Realization;
import org.luarium.store.Ref;
import org.luarium.store.Stage;

class StoreTest {
    @TempDir
    private Path directory;

    private StoreImpl store;

    @BeforeEach
    void open() {
        store = new StoreImpl(directory.resolve("store"), Settings.defaults());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void realize38_reusesWhatIsThereEvenInAnotherProcess() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Stage<Ref.DRef> stage = plan -> {
            Ref.DRef base = plan.derive(Config.builder("base").set("n", 1).build(), build -> {
                runs.incrementAndGet();
                Files.writeString(build.out().resolve("a"), "hello");
            });
            return plan.derive(Config.builder("top").set("base", base).build(), build -> {
                runs.incrementAndGet();
                Files.writeString(build.out().resolve("b"), Files.readString(build.path(base, "a")) + " world");
            });
        };

        Closure<Ref.DRef> closure = store.instantiate(stage);
        Realization first = store.realize(closure).one();
        Realization second = store.realize(store.instantiate(stage)).one();
        store.close();
        store = new StoreImpl(directory.resolve("store"), Settings.defaults());
        Realization third = store.realize(store.instantiate(stage)).one();

        assertThat(first.path().resolve("b")).hasContent("hello world");
        assertThat(second).isEqualTo(first);
        assertThat(third).isEqualTo(first);
        assertThat(runs).hasValue(2);
    }
}
