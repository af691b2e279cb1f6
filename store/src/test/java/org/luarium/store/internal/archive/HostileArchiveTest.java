// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.luarium.store.internal.archive.Archives.end;
import static org.luarium.store.internal.archive.Archives.file;
import static org.luarium.store.internal.archive.Archives.folder;
import static org.luarium.store.internal.archive.Archives.gzip;
import static org.luarium.store.internal.archive.Archives.hardLink;
import static org.luarium.store.internal.archive.Archives.join;
import static org.luarium.store.internal.archive.Archives.link;
import static org.luarium.store.internal.archive.Archives.pax;
import static org.luarium.store.internal.archive.Archives.record;
import static org.luarium.store.internal.archive.Archives.special;
import static org.luarium.store.internal.archive.Archives.sum;
import static org.luarium.store.internal.archive.Archives.tar;
import static org.luarium.store.internal.archive.Archives.zip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luarium.store.ArchiveException;

final class HostileArchiveTest {
    private static final byte[] NONE = new byte[0];
    private static final byte[] X = "x".getBytes(UTF_8);

    private static final Limits SMALL =
            Limits.DEFAULT.withBytes(1_000_000).withEntries(100).withDepth(10).withPathLength(300);

    @TempDir
    Path folder;

    private static final class Case {
        private final String name;
        private final byte[] archive;
        private final Limits limits;
        private final String[] expected;

        Case(String name, byte[] archive, Limits limits, String... expected) {
            this.name = name;
            this.archive = archive;
            this.limits = limits;
            this.expected = expected;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Case refuses(String name, byte[] archive, String... expected) {
        return new Case(name, archive, SMALL, expected);
    }

    private static Case named(String name, String... expected) {
        return refuses("tar with " + Names.shown(name), join(record(name, '0', "", 1, X), end()), expected);
    }

    static Stream<Case> names() {
        return Stream.of(
                named("/etc/passwd", "'/etc/passwd'", "absolute"),
                named("../x", "'../x'", "'..'"),
                named("a/../../x", "'..'"),
                named("a/..", "'..'"),
                named("C:/x", "absolute"),
                named("c:x", "absolute"),
                named("a\\..\\..\\x", "backslash"),
                named("\u001b[31m/../x", "'\\u001b[31m/../x'"),
                named("x".repeat(99) + "/", "content"),
                refuses("zip with ..", zip(zip -> file(zip, "../x", "x")), "'../x'", "'..'"),
                refuses("zip with /", zip(zip -> file(zip, "/x", "x")), "absolute"),
                refuses("zip with backslash", renamed("..Yx", "..\\x", 0100644), "'..\\x'", "backslash"),
                refuses("zip of DOS with \\", zip(zip -> file(zip, "..\\x", "x", 0)), "'..'"),
                refuses("zip with drive", zip(zip -> file(zip, "D:\\x", "x", 0)), "absolute"),
                refuses("zip with NUL", zip(zip -> file(zip, "a\0b", "x")), "NUL"),
                refuses("PAX name with NUL", paxNamed("a\0b"), "NUL"),
                refuses("PAX name with ..", paxNamed("../b"), "'..'"),
                refuses("PAX name too long", paxNamed("b/".repeat(150) + "c"), "longer than 300"),
                refuses("PAX name of one long part", paxNamed("b".repeat(256)), "longer than 255"),
                refuses(
                        "global PAX name with ..",
                        join(pax('g', "path", "../b"), record("a", '0', "", 1, X), end()),
                        "'..'"),
                refuses("deep name", paxNamed("b/".repeat(10) + "c"), "10 folders deep"),
                refuses("GNU name with ..", gnuNamed("../" + "x".repeat(200)), "'..'"),
                refuses("GNU name that is empty", gnuNamed("\0"), "empty"),
                refuses("the target itself", tar(tar -> file(tar, "./.", "x")), "target folder itself"));
    }

    private static byte[] paxNamed(String name) {
        return join(pax('x', "path", name), record("a", '0', "", 1, X), end());
    }

    private static byte[] gnuNamed(String name) {
        byte[] bytes = name.getBytes(UTF_8);
        return join(record("././@LongLink", 'L', "", bytes.length, bytes), record("a", '0', "", 1, X), end());
    }

    static Stream<Case> links() {
        return Stream.of(
                refuses("absolute link", tar(tar -> link(tar, "a", "/etc/passwd")), "'a'", "absolute"),
                refuses("link outside", tar(tar -> link(tar, "a/b", "../../x")), "'a/b'", "outside"),
                refuses("link to parent of target", tar(tar -> link(tar, "a", "..")), "outside"),
                refuses("empty link", join(record("a", '2', "", 0, NONE), end()), "empty"),
                refuses("link outside in zip", zip(zip -> file(zip, "a", "../x", 0120777)), "outside"),
                refuses("huge link in zip", zip(zip -> file(zip, "a", "x".repeat(301), 0120777)), "longer than 300"),
                refuses(
                        "link outside by another",
                        tar(tar -> {
                            link(tar, "a/b/up", "../..");
                            link(tar, "a/b/out", "up/../x");
                        }),
                        "'a/b/out'",
                        "outside"),
                refuses(
                        "link outside by a later one",
                        tar(tar -> {
                            link(tar, "a/b/out", "up/../x");
                            link(tar, "a/b/up", "../..");
                        }),
                        "'a/b/out'",
                        "outside"),
                refuses(
                        "circle of links",
                        tar(tar -> {
                            link(tar, "a", "b");
                            link(tar, "b", "a");
                        }),
                        "circle"),
                refuses(
                        "file through a link",
                        tar(tar -> {
                            link(tar, "a", "b");
                            file(tar, "a/x", "x");
                        }),
                        "'a/x'",
                        "through the link 'a'"),
                refuses(
                        "file through a link in zip",
                        zip(zip -> {
                            file(zip, "a", "b", 0120777);
                            file(zip, "a/x", "x");
                        }),
                        "through the link 'a'"),
                refuses(
                        "file onto a link",
                        tar(tar -> {
                            link(tar, "a", "b");
                            file(tar, "a", "x");
                        }),
                        "twice"),
                refuses(
                        "link onto a file",
                        tar(tar -> {
                            file(tar, "a", "x");
                            link(tar, "a", "b");
                        }),
                        "twice"),
                refuses(
                        "link onto a folder",
                        tar(tar -> {
                            file(tar, "a/b", "x");
                            link(tar, "a", "b");
                        }),
                        "both a folder"),
                refuses("hard link outside", tar(tar -> hardLink(tar, "a", "../x")), "'..'"),
                refuses("absolute hard link", join(record("a", '1', "/etc/passwd", 0, NONE), end()), "absolute"),
                refuses("hard link to nothing", tar(tar -> hardLink(tar, "a", "b")), "no file before it"),
                refuses("hard link to itself", tar(tar -> hardLink(tar, "a", "a")), "no file before it"),
                refuses(
                        "hard link to a folder",
                        tar(tar -> {
                            folder(tar, "b/");
                            hardLink(tar, "a", "b");
                        }),
                        "no file before it"),
                refuses(
                        "hard link through a link",
                        tar(tar -> {
                            link(tar, "b", "c");
                            hardLink(tar, "a", "b/x");
                        }),
                        "no file before it"),
                refuses(
                        "hard link with content",
                        join(record("b", '0', "", 1, X), record("a", '1', "b", 1, X), end()),
                        "content"));
    }

    static Stream<Case> kinds() {
        return Stream.of(
                refuses(
                        "file twice",
                        tar(tar -> {
                            file(tar, "a", "x");
                            file(tar, "./a", "y");
                        }),
                        "'./a'",
                        "twice"),
                refuses(
                        "file twice in zip",
                        zip(zip -> {
                            file(zip, "a", "x");
                            file(zip, "a", "y");
                        }),
                        "twice"),
                refuses(
                        "file then folder",
                        tar(tar -> {
                            file(tar, "a", "x");
                            folder(tar, "a/");
                        }),
                        "both a file and a folder"),
                refuses(
                        "folder then file",
                        tar(tar -> {
                            folder(tar, "a/");
                            file(tar, "a", "x");
                        }),
                        "both a folder"),
                refuses(
                        "file below a file",
                        tar(tar -> {
                            file(tar, "a", "x");
                            file(tar, "a/b", "x");
                        }),
                        "both a file and a folder"),
                refuses("folder with content", join(record("a", '5', "", 1, X), end()), "content"),
                refuses("device of blocks", tar(tar -> special(tar, "a", TarConstants.LF_BLK, "")), "device"),
                refuses("device of characters", tar(tar -> special(tar, "a", TarConstants.LF_CHR, "")), "device"),
                refuses("FIFO", tar(tar -> special(tar, "a", TarConstants.LF_FIFO, "")), "FIFO"),
                refuses("unknown type", join(record("a", 'Z', "", 0, NONE), end()), "unknown type"),
                refuses("device in zip", zip(zip -> file(zip, "a", "", 0060644)), "device"),
                refuses("folder without slash in zip", zip(zip -> file(zip, "a", "", 0040755)), "both"),
                refuses("folder with content in zip", renamed("ab", "a/", 0), "content"),
                refuses("not an archive", "#!/bin/sh\n".getBytes(UTF_8), "neither tar, tar.gz nor zip"),
                refuses("empty file", NONE, "neither tar, tar.gz nor zip"),
                refuses("gzip of something else", gzip("hello".getBytes(UTF_8)), "holds no tar"));
    }

    /** A zip with a name that commons-compress would not write. */
    private static byte[] renamed(String from, String to, int mode) {
        byte[] zip = zip(z -> file(z, from, "content", mode));
        replace(zip, from, to);
        return zip;
    }

    private static void replace(byte[] data, String from, String to) {
        String text = new String(data, java.nio.charset.StandardCharsets.ISO_8859_1).replace(from, to);
        System.arraycopy(text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), 0, data, 0, data.length);
    }

    static Stream<Case> bombs() {
        byte[] zeros = new byte[12 << 20];
        Limits wide = Limits.DEFAULT.withBytes(100L << 20);
        byte[] bomb = gzip(join(record("z", '0', "", zeros.length, zeros), end()));
        return Stream.of(
                refuses(
                        "too many bytes",
                        tar(tar -> {
                            file(tar, "a", "x".repeat(600_000));
                            file(tar, "b", "x".repeat(600_000));
                        }),
                        "'b'",
                        "more than 1000000"),
                refuses(
                        "too many bytes in zip",
                        zip(zip -> file(zip, "a", "x".repeat(1_000_001))),
                        "more than 1000000"),
                refuses(
                        "too many bytes by hard links",
                        tar(tar -> {
                            file(tar, "a", "x".repeat(600_000));
                            hardLink(tar, "b", "a");
                        }),
                        "'b'",
                        "more than 1000000"),
                refuses(
                        "announces exabytes",
                        join(pax('x', "size", String.valueOf(Long.MAX_VALUE)), record("a", '0', "", 1, X), end()),
                        "'a'"),
                refuses(
                        "announces less than nothing",
                        join(pax('x', "size", "-1"), record("a", '0', "", 1, X), end()),
                        "fetch it again"),
                refuses(
                        "too many entries",
                        tar(tar -> {
                            for (int i = 0; i < 101; i++) {
                                file(tar, "a" + i, "");
                            }
                        }),
                        "'a100'",
                        "more than 100"),
                refuses(
                        "too many folders implied",
                        tar(tar -> {
                            for (int i = 0; i < 11; i++) {
                                file(tar, i + "/b/c/d/e/f/g/h/i/j", "");
                            }
                        }),
                        "more than 100"),
                refuses(
                        "too many entries in zip",
                        zip(zip -> {
                            for (int i = 0; i < 101; i++) {
                                file(zip, "a" + i, "");
                            }
                        }),
                        "more than 100"),
                refuses(
                        "far too many entries in zip",
                        zip(zip -> {
                            for (int i = 0; i < 40_000; i++) {
                                file(zip, "a" + i, "");
                            }
                        }),
                        "lists more entries"),
                new Case("ratio of tar.gz", bomb, wide.withRatio(100, 1 << 20), "'z'", "100 times"),
                new Case(
                        "ratio of zip",
                        zip(zip -> file(zip, "z", "0".repeat(12 << 20))),
                        wide.withRatio(100, 1 << 20),
                        "'z'",
                        "100 times"),
                new Case(
                        "ratio behind the end of tar",
                        gzip(join(end(), zeros)),
                        wide.withRatio(100, 1 << 20),
                        "100 times"),
                new Case("much behind the end of tar", gzip(join(end(), zeros)), SMALL, "far more than its files"),
                refuses(
                        "sparse file of terabytes",
                        join(
                                pax(
                                        'x',
                                        "GNU.sparse.major",
                                        "1",
                                        "GNU.sparse.minor",
                                        "0",
                                        "GNU.sparse.name",
                                        "s",
                                        "GNU.sparse.realsize",
                                        "2000000000"),
                                record("a", '0', "", 512, "1\n2000000000\n0\n".getBytes(UTF_8)),
                                end()),
                        "more than 1000000"),
                refuses(
                        "long GNU name of megabytes",
                        gzip(join(
                                record("././@LongLink", 'L', "", zeros.length, zeros),
                                record("a", '0', "", 1, X),
                                end())),
                        "headers do not end"),
                refuses(
                        "PAX header of megabytes",
                        gzip(join(pax('x', "comment", "c".repeat(2 << 20)), record("a", '0', "", 1, X), end())),
                        "headers do not end"),
                refuses(
                        "global PAX headers that pile up",
                        gzip(join(
                                pax('g', "a", "c".repeat(600_000)),
                                record("a", '0', "", 1, X),
                                pax('g', "b", "c".repeat(600_000)),
                                record("b", '0', "", 1, X),
                                end())),
                        "too many PAX headers"),
                refuses("name within gzip of megabytes", gzipNamed(9 << 20), "headers do not end"));
    }

    private static byte[] gzipNamed(int length) {
        byte[] name = new byte[length];
        Arrays.fill(name, (byte) 'n');
        byte[] gzip = gzip(end());
        gzip[3] = 8;
        return join(Arrays.copyOf(gzip, 10), name, Arrays.copyOfRange(gzip, 9, gzip.length));
    }

    static Stream<Case> damage() {
        byte[] tar = tar(t -> file(t, "a", "x".repeat(2000)));
        byte[] gz = gzip(tar);
        byte[] zip = zip(z -> file(z, "a", "x".repeat(2000)));
        byte[] wrongHeader = tar.clone();
        wrongHeader[512 * 5 + 1] = 'b';
        byte[] second = join(Arrays.copyOf(tar, 512 * 5), record("b", '0', "", 1, X), end());
        second[512 * 5] = 'c';
        byte[] gzCrc = gz.clone();
        gzCrc[gz.length - 8] ^= 1;
        byte[] gzSize = gz.clone();
        gzSize[gz.length - 1] ^= 1;
        byte[] random = new byte[5000];
        new Random(1).nextBytes(random);
        random[0] = 'P';
        random[1] = 'K';
        random[2] = 3;
        random[3] = 4;
        return Stream.of(
                refuses("tar ends in content", Arrays.copyOf(tar, 1000), "'a'", "fetch it again"),
                refuses("tar ends between entries", Arrays.copyOf(tar, 512 * 5), "ends without"),
                refuses("tar ends in a header", Arrays.copyOf(second, 512 * 5 + 100), "ends without"),
                refuses("tar with a wrong checksum", second, "checksum"),
                refuses("tar.gz ends early", Arrays.copyOf(gz, gz.length - 20), "fetch it again"),
                refuses("tar.gz ends in its checksum", Arrays.copyOf(gz, gz.length - 4), "fetch it again"),
                refuses("tar.gz with a wrong checksum", gzCrc, "fetch it again"),
                refuses("tar.gz with a wrong size", gzSize, "fetch it again"),
                refuses("tar.gz with garbage behind", join(gz, X, X, X), "fetch it again"),
                refuses("second member of gzip ends early", join(gz, Arrays.copyOf(gz, 30)), "fetch it again"),
                refuses("zip ends early", Arrays.copyOf(zip, zip.length - 30), "fetch it again"),
                refuses("zip of noise", random, "fetch it again"),
                refuses("zip with a wrong checksum", central(zip, 16, 12345), "'a'", "checksum"),
                refuses("zip that says less", central(zip, 24, 1000), "'a'", "1000 bytes it says"),
                refuses("zip that says more", central(zip, 24, 3000), "'a'", "says 3000"),
                refuses("zip with bytes beyond the end", central(zip, 20, 1 << 20), "'a'", "fetch it again"),
                refuses("zip with a place beyond the end", central(zip, 42, 1 << 20), "fetch it again"),
                refuses("zip with damaged bytes", flip(zip, 33 + zip[28]), "'a'"),
                refuses("encrypted zip", central(zip, 8, 1), "'a'", "encrypted"),
                refuses("zip compressed by LZMA", central16(zip, 10, 14), "'a'", "method 14"),
                refuses("zip with entries that overlap", overlapping(), "shares bytes"),
                refuses(
                        "sparse map backwards",
                        join(
                                pax(
                                        'x',
                                        "GNU.sparse.major",
                                        "1",
                                        "GNU.sparse.minor",
                                        "0",
                                        "GNU.sparse.name",
                                        "s",
                                        "GNU.sparse.realsize",
                                        "1000"),
                                record("a", '0', "", 512, "2\n900\n10\n5\n1\n".getBytes(UTF_8)),
                                end()),
                        "fetch it again"),
                refuses(
                        "size that is no number",
                        join(sum(patched(record("a", '0', "", 1, X), 124, "zzz")), end()),
                        "fetch it again"));
    }

    private static byte[] patched(byte[] data, int at, String text) {
        byte[] header = Arrays.copyOf(data, 512);
        System.arraycopy(text.getBytes(UTF_8), 0, header, at, text.length());
        return header;
    }

    private static byte[] flip(byte[] data, int at) {
        byte[] copy = data.clone();
        copy[at] ^= (byte) 0xff;
        return copy;
    }

    private static int folderOf(byte[] zip) {
        ByteBuffer buffer = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        return buffer.getInt(zip.length - 6);
    }

    private static byte[] central(byte[] zip, int at, int value) {
        byte[] copy = zip.clone();
        ByteBuffer buffer = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
        if (at == 8) {
            buffer.putShort(folderOf(zip) + at, (short) value);
        } else {
            buffer.putInt(folderOf(zip) + at, value);
        }
        return copy;
    }

    private static byte[] central16(byte[] zip, int at, int value) {
        byte[] copy = zip.clone();
        ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putShort(folderOf(zip) + at, (short) value);
        return copy;
    }

    /** Two names for the same bytes. */
    private static byte[] overlapping() {
        byte[] zip = zip(z -> {
            z.setMethod(ZipArchiveOutputStream.DEFLATED);
            file(z, "a", "x".repeat(2000));
            file(z, "b", "x".repeat(2000));
        });
        int first = folderOf(zip);
        ByteBuffer buffer = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        int second =
                first + 46 + buffer.getShort(first + 28) + buffer.getShort(first + 30) + buffer.getShort(first + 32);
        buffer.putInt(second + 42, buffer.getInt(first + 42));
        return zip;
    }

    @ParameterizedTest
    @MethodSource({"names", "links", "kinds", "bombs", "damage"})
    void refusesWithoutLeavingAnything(Case hostile) throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        Path archive = Files.write(folder.resolve("evil.bin"), hostile.archive);

        assertThatThrownBy(() ->
                        new Unpacker().withLimits(hostile.limits).unpack(archive, target, Progress.NONE, () -> false))
                .isInstanceOf(ArchiveException.class)
                .hasMessageStartingWith("archive evil.bin: ")
                .hasMessageContaining("; ")
                .hasMessageContainingAll(hostile.expected);

        assertThat(target).isEmptyDirectory();
        try (Stream<Path> around = Files.list(folder)) {
            assertThat(around).containsExactlyInAnyOrder(target, archive);
        }
    }

    @Test
    void anyFlippedByteIsUnpackedRightOrRefused() throws IOException {
        byte[] tar = tar(t -> {
            file(t, "a/b", "content");
            link(t, "c", "a/b");
        });
        byte[][] archives = {Arrays.copyOf(tar, 512 * 6), gzip(tar), zip(z -> file(z, "a/b", "content"))};
        Random random = new Random(42);
        int at = 0;
        for (byte[] archive : archives) {
            for (int i = 0; i < 300; i++) {
                Path target = Files.createDirectory(folder.resolve("t" + at++));
                Path file = Files.write(folder.resolve("evil.bin"), flip(archive, random.nextInt(archive.length)));
                try {
                    new Unpacker().withLimits(SMALL).unpack(file, target, Progress.NONE, () -> false);
                } catch (ArchiveException e) {
                    assertThat(target).isEmptyDirectory();
                }
            }
        }
    }
}
