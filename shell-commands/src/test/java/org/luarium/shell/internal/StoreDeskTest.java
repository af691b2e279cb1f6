// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.shell.internal.view.StageInfo;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.Store;
import org.luarium.store.internal.Settings;
import org.luarium.store.internal.StoreImpl;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.ComponentServiceObjects;

final class StoreDeskTest {
    @TempDir
    private Path directory;

    @Test
    void opensTheStoreWhenItIsAskedForAndKeepsItToTheEnd() {
        try (StoreImpl store = new StoreImpl(directory.resolve("store"), Settings.defaults())) {
            Stores stores = new Stores(store);
            StoreDesk desk = new StoreDesk(stores);
            desk.addStage(plan -> List.of(), Map.of("luarium.stage", "a"));
            assertThat(desk.shelf().list()).isNotEmpty();
            assertThat(stores.calls).isEmpty();

            assertThat(desk.store()).isSameAs(desk.store()).isSameAs(store);
            assertThat(stores.calls).containsExactly("get");

            desk.close();
            assertThat(stores.calls).containsExactly("get", "unget");
        }
    }

    @Test
    void letsGoOfNothingThatItNeverTook() {
        Stores stores = new Stores(null);
        StoreDesk desk = new StoreDesk(stores);
        assertThatThrownBy(desk::store).hasMessage("the store cannot be opened; the log says why");

        desk.close();

        assertThat(stores.calls).containsExactly("get");
    }

    @Test
    void prefersTheHigherRankingOfTwoStagesWithOneName() {
        StoreDesk desk = new StoreDesk(new Stores(null));
        Stage<List<Ref>> low = plan -> List.of();
        Stage<List<Ref>> high = plan -> List.of();

        desk.addStage(low, Map.of("luarium.stage", "a", "service.bundleid", 1L));
        desk.addStage(high, Map.of("luarium.stage", "a", "service.bundleid", 2L, "service.ranking", 5));

        assertThat(desk.shelf().list()).containsExactly(new StageInfo("a", "bundle 2"));
        assertThat(desk.shelf().get("a")).isSameAs(high);
        desk.removeStage(high);
        assertThat(desk.shelf().get("a")).isSameAs(low);
    }

    /** What the container hands out. */
    private static final class Stores implements ComponentServiceObjects<Store> {
        private final @Nullable Store store;
        private final List<String> calls = new ArrayList<>();

        private Stores(@Nullable Store store) {
            this.store = store;
        }

        @Override
        @SuppressWarnings("NullAway") // a container may have none, whatever the interface says
        public Store getService() {
            calls.add("get");
            return store;
        }

        @Override
        public void ungetService(Store service) {
            calls.add("unget");
        }

        @Override
        public ServiceReference<Store> getServiceReference() {
            throw new UnsupportedOperationException();
        }
    }
}
