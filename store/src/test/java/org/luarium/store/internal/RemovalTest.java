// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.luarium.store.internal.StoreFixture.config;
import static org.luarium.store.internal.StoreFixture.list;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.InUseException;
import org.luarium.store.Lease;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Ref;

class RemovalTest {
    @TempDir
    private Path directory;

    private StoreFixture fixture;
    private StoreImpl store;

    @BeforeEach
    void open() {
        fixture = new StoreFixture(directory.resolve("store"));
        store = fixture.store;
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private List<String> holders(Ref ref) {
        return catchThrowableOfType(InUseException.class, () -> store.remove(ref))
                .holders();
    }

    @Test
    void remove112_aDerivationGoesWithItsRealizations() throws Exception {
        Ref.RRef first = fixture.put("one", "1");
        Ref.RRef second = fixture.put("one", "2");
        Ref.RRef other = fixture.put("other", "1");

        store.remove(first.dref());

        assertThat(fixture.has(first)).isFalse();
        assertThat(fixture.has(second)).isFalse();
        assertThat(store.derivations()).containsExactly(other.dref());
        assertThat(list(fixture.root.resolve("trash"))).isEmpty();
        assertThatThrownBy(() -> store.remove(first.dref())).isInstanceOf(ObjectNotFoundException.class);
    }

    @Test
    void remove112_aRealizationGoesAndItsDerivationStays() {
        Ref.RRef one = fixture.put("one", "1");

        store.remove(one);

        assertThat(fixture.has(one)).isFalse();
        assertThat(store.derivations()).containsExactly(one.dref());
        assertThatThrownBy(() -> store.remove(one)).isInstanceOf(ObjectNotFoundException.class);
    }

    @Test
    void remove_refusesWhatOthersWereMadeOf() {
        Ref.RRef base = fixture.put("base", "1");
        Ref.RRef sibling = fixture.put("base", "2");
        Ref.RRef top = fixture.put("top", "1", base);

        assertThat(holders(base)).containsExactly(top.toString());
        assertThat(holders(base.dref())).containsExactly(top.dref().toString(), top.toString());
        assertThat(fixture.has(base)).isTrue();
        store.remove(sibling);
        assertThat(fixture.has(sibling)).isFalse();
    }

    @Test
    void remove_refusesADerivationThatAnotherDependsOnEvenIfNeitherIsRealized() {
        Ref.RRef base = fixture.put("base", "1");
        Ref.DRef top = fixture.define(config("top", base).build());
        store.remove(base);

        assertThat(holders(base.dref())).containsExactly(top.toString());
        store.remove(top);
        store.remove(base.dref());
        assertThat(store.derivations()).isEmpty();
    }

    @Test
    void remove_refusesWhatProfilesRootsAndLeasesKeep() {
        Ref.RRef one = fixture.put("one", "1");
        store.profile("p").commit(Map.of("a", one), "");
        store.profile("p").commit(Map.of("a", one, "b", one), "");
        store.addRoot("r", one);
        try (Lease lease = store.lease(Set.of(one))) {
            assertThat(lease.refs()).containsExactly(one);
            assertThat(holders(one))
                    .hasSize(4)
                    .startsWith("generation 1 of profile p", "generation 2 of profile p", "root r")
                    .last()
                    .asString()
                    .startsWith("lease ");
        }
        assertThat(holders(one.dref()))
                .containsExactly("generation 1 of profile p", "generation 2 of profile p", "root r");
        assertThatThrownBy(() -> store.remove(one))
                .hasMessageContaining(one.toString())
                .hasMessageContaining("generation 1 of profile p");
        store.removeProfile("p");
        store.removeRoot("r");

        store.remove(one);

        assertThat(fixture.has(one)).isFalse();
    }
}
