// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.AmbiguousException;
import org.luarium.store.Config;
import org.luarium.store.InvalidConfigException;
import org.luarium.store.Lens;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Ref;
import org.luarium.store.RefPath;
import org.luarium.store.SelfPath;

class LensTest {
    @TempDir
    private Path directory;

    private StoreFixture fixture;
    private StoreImpl store;
    private Ref.RRef base;
    private Ref.RRef top;

    @BeforeEach
    void open() {
        fixture = new StoreFixture(directory.resolve("store"));
        store = fixture.store;
        base = fixture.put(
                Config.builder("base").set("version", 5).set("lib", "wins").build(), tree -> {
                    Files.createDirectories(tree.resolve("lib/deep"));
                    Files.writeString(tree.resolve("lib/deep/a.lua"), "return 1");
                    Files.writeString(tree.resolve("plain"), "text");
                });
        top = fixture.put(
                Config.builder("top")
                        .set("base", base.dref())
                        .set("list", Arrays.asList(Map.of("x", base.dref()), null, 1.5, true))
                        .set("main", RefPath.of(base.dref(), "lib", "deep"))
                        .set("out", SelfPath.promise("file"))
                        .set("absent", SelfPath.claim("no", "where"))
                        .build(),
                tree -> Files.writeString(tree.resolve("file"), "mine"),
                base);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void lens101_fromADerivationThroughConfigurations() {
        Lens lens = store.lens(top.dref());

        assertThat(lens.keys()).containsExactly("absent", "base", "list", "main", "name", "out");
        assertThat(lens.value()).isEqualTo(store.config(top.dref()).values());
        assertThat(lens.ref()).isEqualTo(top.dref());
        assertThat(lens.get("name").value()).isEqualTo("top");
        assertThat(lens.get("name").text()).isEqualTo("top");
        assertThat(lens.get("base").ref()).isEqualTo(base.dref());
        assertThat(lens.get("base").get("version").value()).isEqualTo(5L);
        assertThat(lens.get("list").keys()).containsExactly("0", "1", "2", "3");
        assertThat(lens.get("list").get("0").get("x").get("name").value()).isEqualTo("base");
        assertThat(lens.get("list").get("1").value()).isNull();
        assertThat(lens.get("list").get("2").text().strip()).isEqualTo("1.5E0");
        assertThat(lens.get("main").ref()).isEqualTo(base.dref());
        assertThat(lens.get("main").keys()).isEmpty();
        assertThat(lens.get("out").value()).isEqualTo(SelfPath.promise("file"));
        assertThat(lens.text()).contains("\"name\": \"top\"");
    }

    @Test
    void lens101_aDerivationHasNoFiles() {
        Lens lens = store.lens(top.dref());

        assertThatThrownBy(lens::path).isInstanceOf(InvalidConfigException.class);
        assertThatThrownBy(lens.get("main")::path).isInstanceOf(InvalidConfigException.class);
        assertThatThrownBy(lens.get("out")::path).isInstanceOf(InvalidConfigException.class);
        assertThatThrownBy(lens.get("name")::ref).isInstanceOf(InvalidConfigException.class);
    }

    @Test
    void lens101_fromARealizationToWhatItWasMadeOfAndToFiles() {
        Lens lens = store.lens(top);

        assertThat(lens.ref()).isEqualTo(top);
        assertThat(lens.path()).isEqualTo(fixture.tree(top));
        assertThat(lens.keys()).containsExactly("absent", "base", "file", "list", "main", "name", "out");
        assertThat(lens.get("file").text()).isEqualTo("mine");
        assertThat(lens.get("base").ref()).isEqualTo(base);
        assertThat(lens.get("base").path()).isEqualTo(fixture.tree(base));
        assertThat(lens.get("base").get("plain").text()).isEqualTo("text");
        assertThat(lens.get("list").get("0").get("x").ref()).isEqualTo(base);
        assertThat(lens.get("main").path()).isEqualTo(fixture.tree(base).resolve("lib/deep"));
        assertThat(lens.get("main").ref()).isEqualTo(base);
        assertThat(lens.get("main").value()).isEqualTo(RefPath.of(base.dref(), "lib", "deep"));
        assertThat(lens.get("main").keys()).containsExactly("a.lua");
        assertThat(lens.get("main").get("a.lua").text()).isEqualTo("return 1");
        assertThat(lens.get("out").text()).isEqualTo("mine");
        assertThat(lens.get("absent").path()).isEqualTo(fixture.tree(top).resolve("no/where"));
        assertThat(lens.get("absent").keys()).isEmpty();
        assertThatThrownBy(lens.get("absent")::text).isInstanceOf(ObjectNotFoundException.class);
        assertThatThrownBy(lens.get("main")::text).isInstanceOf(InvalidConfigException.class);
        assertThatThrownBy(lens.get("file")::value).isInstanceOf(InvalidConfigException.class);
    }

    @Test
    void lens101_aKeyOfTheConfigurationWinsOverAFile() {
        Lens lens = store.lens(base);

        assertThat(lens.get("lib").value()).isEqualTo("wins");
        assertThat(lens.keys()).containsExactly("lib", "name", "plain", "version");
    }

    @Test
    void lens101_ofSeveralRealizationsOneIsChosenByIndex() {
        Ref.RRef other = fixture.put(store.config(base.dref()), "2");
        List<Ref.RRef> sorted = List.of(base, other).stream().sorted().toList();
        Ref.RRef both = fixture.put(
                Config.builder("both")
                        .set("base", base.dref())
                        .set("plain", RefPath.of(base.dref(), "plain"))
                        .build(),
                "1",
                base,
                other);
        Lens lens = store.lens(both).get("base");

        assertThat(lens.ref()).isEqualTo(base.dref());
        assertThat(lens.value()).isEqualTo(base.dref());
        assertThat(lens.keys()).containsExactly("0", "1");
        assertThat(lens.get("0").ref()).isEqualTo(sorted.get(0));
        assertThat(lens.get("1").ref()).isEqualTo(sorted.get(1));
        assertThatThrownBy(lens::path).isInstanceOf(AmbiguousException.class);
        assertThatThrownBy(() -> lens.get("2")).isInstanceOf(ObjectNotFoundException.class);
        assertThat(store.lens(both).get("plain").get("1").path())
                .isEqualTo(fixture.tree(sorted.get(1)).resolve("plain"));
    }

    @Test
    void lens102_aMissingStepNamesThePathUpToThere() {
        Lens lens = store.lens(top);

        assertThatThrownBy(() -> lens.get("nothing"))
                .isInstanceOf(ObjectNotFoundException.class)
                .hasMessageContaining(top + "/nothing");
        assertThatThrownBy(() -> lens.get("base").get("absent")).hasMessageContaining(top + "/base/absent");
        assertThatThrownBy(() -> lens.get("main").get("b.lua")).hasMessageContaining(top + "/main/b.lua");
        assertThatThrownBy(() -> lens.get("list").get("4")).hasMessageContaining(top + "/list/4");
        assertThatThrownBy(() -> lens.get("list").get("x")).hasMessageContaining(top + "/list/x");
        assertThatThrownBy(() -> lens.get("name").get("x")).hasMessageContaining(top + "/name/x");
        assertThatThrownBy(() -> store.lens(top.dref()).get("file")).hasMessageContaining(top.dref() + "/file");
    }

    @Test
    void lens102_neverLeavesTheObject() {
        Lens lens = store.lens(base);

        for (String key : List.of("..", ".", "", "a/b", "../manifest", "/etc", "a\0")) {
            assertThatThrownBy(() -> lens.get(key)).isInstanceOf(ObjectNotFoundException.class);
        }
    }

    @Test
    void lens102_needsWhatIsInTheStore() {
        store.remove(top.dref());

        assertThatThrownBy(() -> store.lens(top)).isInstanceOf(ObjectNotFoundException.class);
        assertThatThrownBy(() -> store.lens(top.dref())).isInstanceOf(ObjectNotFoundException.class);
    }

    @Test
    void lens103_changesNothing() {
        Lens lens = store.lens(top.dref());

        assertThatThrownBy(() -> ((Map<?, ?>) lens.value()).remove("name"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((List<?>) lens.get("list").value()).remove(0))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
