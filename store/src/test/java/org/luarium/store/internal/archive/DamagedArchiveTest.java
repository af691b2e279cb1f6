// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.luarium.store.internal.archive.Archives.end;
import static org.luarium.store.internal.archive.Archives.file;
import static org.luarium.store.internal.archive.Archives.folder;
import static org.luarium.store.internal.archive.Archives.gzip;
import static org.luarium.store.internal.archive.Archives.hardLink;
import static org.luarium.store.internal.archive.Archives.join;
import static org.luarium.store.internal.archive.Archives.link;
import static org.luarium.store.internal.archive.Archives.pax;
import static org.luarium.store.internal.archive.Archives.record;
import static org.luarium.store.internal.archive.Archives.sum;
import static org.luarium.store.internal.archive.Archives.tar;
import static org.luarium.store.internal.archive.Archives.zip;
import static org.luarium.store.internal.archive.HostileCase.refuses;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.luarium.store.ArchiveException;

final class DamagedArchiveTest {
    private static final byte[] X = "x".getBytes(UTF_8);

    @TempDir
    Path folder;

    static Stream<HostileCase> bombs() {
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
                new HostileCase("ratio of tar.gz", bomb, wide.withRatio(100, 1 << 20), "'z'", "100 times"),
                new HostileCase(
                        "ratio of zip",
                        zip(zip -> file(zip, "z", "0".repeat(12 << 20))),
                        wide.withRatio(100, 1 << 20),
                        "'z'",
                        "100 times"),
                new HostileCase(
                        "ratio behind the end of tar",
                        gzip(join(end(), zeros)),
                        wide.withRatio(100, 1 << 20),
                        "100 times"),
                new HostileCase(
                        "much behind the end of tar",
                        gzip(join(end(), zeros)),
                        HostileCase.SMALL,
                        "far more than its files"),
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

    static Stream<HostileCase> damage() {
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
    @MethodSource({"bombs", "damage"})
    void refusesWithoutLeavingAnything(HostileCase hostile) throws IOException {
        hostile.check(folder);
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
                    new Unpacker().withLimits(HostileCase.SMALL).unpack(file, target, Progress.NONE, () -> false);
                } catch (ArchiveException e) {
                    assertThat(target).isEmptyDirectory();
                }
            }
        }
    }
}
