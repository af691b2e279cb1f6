// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.luarium.store.ArchiveException;
import org.luarium.store.HashMismatchException;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.Ref;
import org.luarium.store.StoreAccessException;
import org.luarium.store.Trust;
import org.luarium.store.UntrustedException;
import org.luarium.store.internal.tree.TreeLimits;

class HostileExportTest extends TwoStores {
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

    @Test
    void anImportThatIsInterruptedLeavesNothingHalf() throws IOException {
        Ref.RRef top = source.realize(samples.diamond()).one().ref();
        byte[] export = export(top);
        InputStream in = new FilterInputStream(new ByteArrayInputStream(export)) {
            private int left = export.length - 1_000;

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = super.read(bytes, offset, Math.min(length, 4_096));
                left -= count;
                if (left < 0) {
                    Thread.currentThread().interrupt();
                }
                return count;
            }
        };

        assertThatThrownBy(() -> target.importFrom(in, Trust.anybody())).isInstanceOf(RealizeCancelledException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(target.find(top)).isEmpty();
        assertThat(leftovers("tmp")).isEmpty();
        assertThat(leftovers("leases")).isEmpty();
        assertThat(read(export, Trust.anybody())).containsExactly(top);
    }
}
