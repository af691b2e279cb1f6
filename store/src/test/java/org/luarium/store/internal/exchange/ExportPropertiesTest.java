// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.luarium.store.Config;
import org.luarium.store.Realization;
import org.luarium.store.Ref;
import org.luarium.store.Trust;
import org.luarium.store.internal.Settings;
import org.luarium.store.internal.StoreImpl;
import org.luarium.store.internal.tree.Progress;
import org.luarium.store.internal.tree.TreeHasher;
import org.luarium.store.internal.tree.Trees;

final class ExportPropertiesTest {
    private Path folder = Path.of("");

    @BeforeTry
    void setUp() throws IOException {
        folder = Files.createTempDirectory("luarium-exports");
    }

    @AfterTry
    void tearDown() throws IOException {
        Trees.delete(folder);
    }

    @Property(tries = 40)
    void exchange134_everyTreeSurvivesTheWay(
            @ForAll("trees") Map<String, String> one, @ForAll("trees") Map<String, String> other) throws IOException {
        try (StoreImpl source = new StoreImpl(folder.resolve("source"), Settings.defaults());
                StoreImpl target = new StoreImpl(folder.resolve("target"), Settings.defaults())) {
            Samples samples = new Samples();
            Realization made = source.realize(plan -> {
                        Ref.DRef base = plan.derive(
                                Config.builder("base").build(), samples.realizer("base", out -> make(out, one)));
                        return plan.derive(
                                Config.builder("top").set("base", base).build(),
                                samples.realizer("top", out -> make(out, other)));
                    })
                    .one();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            source.exportTo(List.of(made.ref()), out);

            assertThat(target.importFrom(new ByteArrayInputStream(out.toByteArray()), Trust.anybody()))
                    .containsExactly(made.ref());

            for (Ref.DRef dref : source.derivations()) {
                Realization copy =
                        target.find(source.realizations(dref).get(0).ref()).orElseThrow();
                assertThat(new TreeHasher(1).hash(copy.path(), Progress.NONE).hash())
                        .isEqualTo(copy.tree());
            }
            ByteArrayOutputStream again = new ByteArrayOutputStream();
            target.exportTo(List.of(made.ref()), again);
            assertThat(again.size()).isEqualTo(out.size() + 2 * ("IMPORTED".length() - "BUILT".length()));
        }
    }

    /** Paths, and for each the kind and what is in it; names of folders and of other things differ, so they never clash. */
    @Provide
    Arbitrary<Map<String, String>> trees() {
        Arbitrary<String> folders = Arbitraries.of("", "D/", "D/E/", "D-/", "\u00c9/", "D/E/F/");
        Arbitrary<String> names = Arbitraries.of("a", "b", "ab", "a.b", "_a", "\u00e9", "a b", "-");
        Arbitrary<String> values = Arbitraries.of("f", "f1", "f12", "x1", "x", "l1", "l../a", "d", "f\0", "f\u00e9");
        return Arbitraries.maps(Combinators.combine(folders, names).as(String::concat), values)
                .ofMaxSize(25);
    }

    private static void make(Path top, Map<String, String> content) throws IOException {
        for (Map.Entry<String, String> entry : content.entrySet()) {
            Path path = top.resolve(entry.getKey());
            String value = entry.getValue().substring(1);
            Files.createDirectories(path.getParent());
            switch (entry.getValue().charAt(0)) {
                case 'd' -> Files.createDirectories(path);
                case 'l' -> Files.createSymbolicLink(path, Path.of(value));
                case 'x' ->
                    Files.setPosixFilePermissions(
                            Files.writeString(path, value), PosixFilePermissions.fromString("rwxr-xr-x"));
                default -> Files.writeString(path, value);
            }
        }
    }
}
