// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.luarium.store.Config;
import org.luarium.store.CorruptStoreException;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Provenance;
import org.luarium.store.Realization;
import org.luarium.store.Realized;
import org.luarium.store.Ref;
import org.luarium.store.Signature;
import org.luarium.store.Trust;
import org.luarium.store.internal.StoreImpl;

class ExportTest extends TwoStores {
    @Test
    void exchange134_aClosureIsTheSameInAnEmptyStore() {
        Realized<Ref.DRef> realized = source.realize(samples.diamond());
        Ref.RRef top = realized.one().ref();

        Set<Ref.RRef> roots = read(export(top), Trust.anybody());

        assertThat(roots).containsExactly(top);
        for (Ref.DRef dref : source.derivations()) {
            Realization old = source.realizations(dref).get(0);
            Realization copy = target.find(old.ref()).orElseThrow();
            assertThat(copy.tree()).isEqualTo(old.tree());
            assertThat(copy.size()).isEqualTo(old.size());
            assertThat(copy.dependencies()).isEqualTo(old.dependencies());
            assertThat(copy.started()).isEqualTo(old.started());
            assertThat(copy.provenance().origin()).isEqualTo(Provenance.Origin.IMPORTED);
            assertThat(target.config(dref)).isEqualTo(source.config(dref));
        }
        Path base = target.realizations(target.derivations().stream()
                        .filter(dref -> dref.name().equals("base"))
                        .findFirst()
                        .orElseThrow())
                .get(0)
                .path();
        assertThat(base.resolve("a")).hasContent("hello");
        assertThat(base.resolve("empty/inner")).isEmptyDirectory();
        assertThat(base.resolve("bin/run")).isExecutable();
        assertThat(base.resolve("link")).isSymbolicLink().hasSameBinaryContentAs(base.resolve("bin/run"));
    }

    @Test
    void exchange134_whatWasImportedIsNotBuiltAgain() {
        Ref.RRef top = source.realize(samples.diamond()).one().ref();
        read(export(top), Trust.anybody());
        int builds = samples.builds.get();

        assertThat(target.realize(samples.diamond()).one().ref()).isEqualTo(top);
        assertThat(samples.builds).hasValue(builds);
    }

    @Test
    void exchange134_exportsOfTheSameAreTheSame() {
        Ref.RRef top = source.realize(samples.diamond()).one().ref();
        Ref.RRef other = source.realize(samples.single("other")).one().ref();

        assertThat(export(top, other)).isEqualTo(export(other, top, top));
    }

    @Test
    void exchange135_importingTwiceChangesNothing() throws IOException {
        Ref.RRef top = source.realize(samples.diamond()).one().ref();
        byte[] export = export(top);
        read(export, Trust.anybody());
        Path path = target.find(top).orElseThrow().path();
        Object folder = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        long journal = Files.size(directory.resolve("target/journal"));

        Set<Ref.RRef> roots = read(export, Trust.in(Map.of()));

        assertThat(roots).containsExactly(top);
        assertThat(Files.readAttributes(path, BasicFileAttributes.class).fileKey())
                .isEqualTo(folder);
        assertThat(Files.size(directory.resolve("target/journal"))).isEqualTo(journal);
    }

    @Test
    void exchange137_rootsShareWhatTheyDependOn() {
        Realized<Ref.DRef> realized = source.realize(samples.diamond());
        List<Ref.RRef> all = realized.realizations().values().stream()
                .flatMap(List::stream)
                .map(Realization::ref)
                .toList();

        byte[] one = export(realized.one().ref());
        byte[] many = export(all.toArray(new Ref.RRef[0]));

        assertThat(all).hasSize(4);
        assertThat(read(many, Trust.anybody())).containsExactlyInAnyOrderElementsOf(all);
        assertThat(count(many, "\"format\":1")).isEqualTo(4);
        assertThat(count(one, "\"format\":1")).isEqualTo(4);
    }

    private static int count(byte[] bytes, String text) {
        return new String(bytes, ISO_8859_1).split(Pattern.quote(text), -1).length - 1;
    }

    @Test
    void signaturesOfTrustedKeysAreEnough() {
        Ref.RRef top = source.realize(samples.diamond()).one().ref();
        PublicKey key = sign("builder-1");

        assertThat(read(export(top), Trust.in(Map.of("builder-1", key)))).containsExactly(top);

        List<Signature> signatures = target.find(top).orElseThrow().signatures();
        assertThat(signatures).extracting(Signature::key).containsExactly("builder-1");
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        target.exportTo(List.of(top), again);
        try (StoreImpl third = open("third", ExchangeSettings.DEFAULT)) {
            Trust trust = Trust.in(Map.of("builder-1", key));
            assertThat(third.importFrom(new ByteArrayInputStream(again.toByteArray()), trust))
                    .containsExactly(top);
        }
    }

    @Test
    void whatIsUnknownOrDamagedIsNotExported() throws IOException {
        Ref.RRef ref = source.realize(samples.single("plain")).one().ref();
        Ref.RRef other = new Ref.RRef("a".repeat(32), ref.dref());
        assertThatThrownBy(() -> export(ref, other)).isInstanceOf(ObjectNotFoundException.class);

        Path file = source.find(ref).orElseThrow().path().resolve("name");
        assertThat(file.toFile().setWritable(true)).isTrue();
        Files.writeString(file, "PLAIN");
        assertThatThrownBy(() -> export(ref))
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("verify");
    }

    @Test
    void longChainsAreNoProblem() {
        Ref.RRef last = source.realize(plan -> {
                    Ref.DRef dref =
                            plan.derive(Config.builder("chain").set("n", 0).build(), samples.realizer("c", o -> {}));
                    for (int i = 1; i < 300; i++) {
                        dref = plan.derive(
                                Config.builder("chain")
                                        .set("n", i)
                                        .set("before", dref)
                                        .build(),
                                samples.realizer("c", o -> {}));
                    }
                    return dref;
                })
                .one()
                .ref();

        assertThat(read(export(last), Trust.anybody())).containsExactly(last);
        assertThat(target.derivations()).hasSize(300);
    }
}
