// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.ArchiveException;
import org.luarium.store.CorruptStoreException;
import org.luarium.store.HashMismatchException;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Provenance;
import org.luarium.store.Realization;
import org.luarium.store.Realized;
import org.luarium.store.Ref;
import org.luarium.store.Signature;
import org.luarium.store.StoreAccessException;
import org.luarium.store.Trust;
import org.luarium.store.UntrustedException;
import org.luarium.store.internal.Settings;
import org.luarium.store.internal.StoreImpl;
import org.luarium.store.internal.tree.TreeLimits;

class ExportTest {
    @TempDir
    private Path directory;

    private final Samples samples = new Samples();
    private StoreImpl source;
    private StoreImpl target;

    @BeforeEach
    void open() {
        source = open("source", ExchangeSettings.DEFAULT);
        target = open("target", ExchangeSettings.DEFAULT);
    }

    @AfterEach
    void close() {
        target.close();
        source.close();
    }

    private StoreImpl open(String name, ExchangeSettings exchange) {
        return new StoreImpl(directory.resolve(name), Settings.defaults().withExchange(exchange));
    }

    private PublicKey sign(String name) {
        PublicKey key = SigningKey.generate(name, directory.resolve(name));
        source.close();
        source = open("source", ExchangeSettings.DEFAULT.withKey(SigningKey.read(directory.resolve(name))));
        return key;
    }

    private byte[] export(Ref.RRef... refs) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        source.exportTo(List.of(refs), out);
        return out.toByteArray();
    }

    private Set<Ref.RRef> read(byte[] export, Trust trust) {
        return target.importFrom(new ByteArrayInputStream(export), trust);
    }

    private static byte[] replace(byte[] bytes, String from, String to) {
        String text = new String(bytes, ISO_8859_1);
        assertThat(text).contains(from);
        return text.replace(from, to).getBytes(ISO_8859_1);
    }

    private List<Path> leftovers(String folder) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("target").resolve(folder))) {
            return files.toList();
        }
    }

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
    void unsignedIsRefusedUnlessEverybodyIsTrusted() throws IOException {
        Ref.RRef top = source.realize(samples.diamond()).one().ref();
        byte[] export = export(top);

        assertThatThrownBy(() -> read(export, Trust.in(Map.of())))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("not signed");
        assertThat(target.derivations()).isEmpty();
        assertThat(leftovers("tmp")).isEmpty();
        assertThat(leftovers("leases")).isEmpty();
    }

    @Test
    void signaturesOfOthersAreRefused() {
        Ref.RRef top = source.realize(samples.diamond()).one().ref();
        sign("builder-1");
        PublicKey other = SigningKey.generate("other", directory.resolve("other"));
        byte[] export = export(top);

        assertThatThrownBy(() -> read(export, Trust.in(Map.of("other", other))))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("builder-1");
        assertThatThrownBy(() -> read(export, Trust.in(Map.of("builder-1", other))))
                .isInstanceOf(UntrustedException.class)
                .hasMessageContaining("wrong");
        assertThat(target.derivations()).isEmpty();
    }

    @Test
    void aManifestThatWasTamperedWithIsRefused() {
        Ref.RRef ref = source.realize(samples.single("plain")).one().ref();
        Trust trust = Trust.in(Map.of("builder-1", sign("builder-1")));
        byte[] export = export(ref);

        byte[] otherSize = replace(export, "\"size\":5", "\"size\":6");
        assertThatThrownBy(() -> read(otherSize, trust)).isInstanceOf(UntrustedException.class);
        byte[] otherRealizer = replace(export, "sample-plain", "sample-plaIn");
        assertThatThrownBy(() -> read(otherRealizer, trust)).isInstanceOf(ArchiveException.class);
        byte[] otherFormat = replace(export, "\"format\":1", "\"format\":2");
        assertThatThrownBy(() -> read(otherFormat, trust)).isInstanceOf(ArchiveException.class);
        assertThatThrownBy(() -> read(otherSize, Trust.anybody())).isInstanceOf(ArchiveException.class);
        assertThat(target.realizations(ref.dref())).isEmpty();
    }

    @Test
    void contentThatWasTamperedWithIsRefused() throws IOException {
        Ref.RRef top = source.realize(samples.diamond()).one().ref();
        Trust trust = Trust.in(Map.of("builder-1", sign("builder-1")));
        byte[] export = replace(export(top), "left", "lefT");
        byte[] content = replace(export(top), "\0\0\0\0\0\0\0\4left", "\0\0\0\0\0\0\0\4lefT");

        assertThatThrownBy(() -> read(export, trust)).isInstanceOf(ArchiveException.class);
        assertThatThrownBy(() -> read(content, trust))
                .isInstanceOf(HashMismatchException.class)
                .hasMessageContaining("import");
        // the base came before, and was right
        assertThat(target.derivations()).extracting(Ref.DRef::name).containsExactly("base");
        assertThat(leftovers("tmp")).isEmpty();
        assertThat(leftovers("leases")).isEmpty();
        assertThat(read(export(top), trust)).containsExactly(top);
    }

    @Test
    void nothingHalfComesOfAnExportThatEndsEarly() throws IOException {
        Ref.RRef top = source.realize(samples.single("plain")).one().ref();
        byte[] export = export(top);
        for (int length = 0; length < export.length; length++) {
            byte[] part = Arrays.copyOf(export, length);
            assertThatThrownBy(() -> read(part, Trust.anybody())).isInstanceOf(ArchiveException.class);
        }
        assertThat(leftovers("tmp")).isEmpty();
        assertThat(read(export, Trust.anybody())).containsExactly(top);
    }

    @Test
    void damageNeverPassesUnnoticed() throws IOException {
        Ref.RRef ref = source.realize(samples.single("plain")).one().ref();
        Trust trust = Trust.in(Map.of("builder-1", sign("builder-1")));
        byte[] export = export(ref);
        for (int i = 0; i < export.length; i++) {
            byte[] damaged = export.clone();
            damaged[i] ^= 0x21;
            try {
                read(damaged, trust);
                // times and provenance are not signed
                assertThat(target.find(ref).orElseThrow().path().resolve("name"))
                        .hasContent("plain");
                target.close();
                target = open("target-" + i, ExchangeSettings.DEFAULT);
            } catch (ArchiveException | HashMismatchException | UntrustedException e) {
                // An export can be wrong behind what came completely: in its roots, and its end
                assertThat(target.find(ref).isEmpty() || i >= export.length - 100)
                        .isTrue();
            }
        }
    }

    @Test
    void dependenciesHaveToComeFirst() {
        Ref.RRef top = source.realize(samples.diamond()).one().ref();
        byte[] export = export(top);
        String text = new String(export, ISO_8859_1);
        int second = text.lastIndexOf('o', text.indexOf("{\"format\"", text.indexOf("{\"format\"") + 1));
        byte[] headless = ("luarium-export-1\n" + text.substring(second)).getBytes(ISO_8859_1);

        assertThatThrownBy(() -> read(headless, Trust.anybody()))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("comes without rref:");
        assertThat(target.derivations()).isEmpty();
    }

    @Test
    void lengthsAreNotBelieved() {
        assertThatThrownBy(() -> read(bytes("luarium-export-1\no\u007f\u00ff\u00ff\u00ff"), Trust.anybody()))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("manifest of 2147483647 bytes");
        assertThatThrownBy(() -> read(bytes("luarium-export-1\nr\u007f\u00ff\u00ff\u00ff"), Trust.anybody()))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("roots");
        assertThatThrownBy(() -> read(bytes("hello"), Trust.anybody()))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("does not begin");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    @Test
    void limitsHold() {
        Ref.RRef top = source.realize(samples.diamond()).one().ref();
        byte[] export = export(top);
        target.close();
        target = open("target", ExchangeSettings.DEFAULT.withLimits(new TreeLimits(1_000, 100, 10)));
        assertThatThrownBy(() -> read(export, Trust.anybody()))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("limit");
        target.close();
        target = open("target", ExchangeSettings.DEFAULT.withLimits(new TreeLimits(1 << 20, 3, 10)));
        assertThatThrownBy(() -> read(export, Trust.anybody())).isInstanceOf(ArchiveException.class);
        assertThat(target.derivations()).isEmpty();
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
    void streamsThatBreakAreToldApart() {
        Ref.RRef ref = source.realize(samples.single("plain")).one().ref();
        OutputStream full = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("no space left");
            }
        };
        assertThatThrownBy(() -> source.exportTo(List.of(ref), full))
                .isInstanceOf(StoreAccessException.class)
                .hasMessageContaining("no space left");
        InputStream broken = new SequenceInputStream(
                new ByteArrayInputStream(bytes("luarium-")), new FilterInputStream(InputStream.nullInputStream()) {
                    @Override
                    public int read(byte[] bytes, int offset, int length) throws IOException {
                        throw new IOException("unplugged");
                    }
                });
        assertThatThrownBy(() -> target.importFrom(broken, Trust.anybody()))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("unplugged");
    }
}
