// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.luarium.store.internal.tree.TreeFixture.make;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.store.ArchiveException;

/** What just fits is taken, one more is not; and whoever follows work hears of all of it, and can stop it. */
final class TreeLimitsTest {
    private static final TreeLimits WIDE = new TreeLimits(1 << 20, 1000, 1000);

    @TempDir(cleanup = CleanupMode.NEVER)
    Path folder;

    @AfterEach
    void deleteAll() throws IOException {
        Trees.delete(folder);
    }

    /** Five bytes, seven entries, three folders within each other. */
    private byte[] stream() throws IOException {
        Path tree = make(folder.resolve("tree"), "f a 123", "d b", "f d/e/f 45", "l d/l a");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TreeStream.write(tree, out, Progress.NONE);
        return out.toByteArray();
    }

    @Test
    void treeThatReachesItsLimitsIsReadAndSkipped() throws IOException {
        byte[] stream = stream();
        TreeLimits limits = new TreeLimits(5, 7, 3);

        HashedTree read = TreeStream.read("test", in(stream), folder.resolve("copy"), limits, Progress.NONE);
        TreeStream.skip("test", in(stream), limits, Progress.NONE);

        assertThat(read).isEqualTo(new TreeHasher(1).hash(folder.resolve("tree"), Progress.NONE));
        assertThat(read.size()).isEqualTo(5);
        assertThat(read.files()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"4,7,3", "5,6,3", "5,7,2"})
    void treeThatExceedsOneOfItsLimitsIsNeitherReadNorSkipped(long bytes, long entries, int depth) throws IOException {
        byte[] stream = stream();
        TreeLimits limits = new TreeLimits(bytes, entries, depth);

        assertThatThrownBy(() -> TreeStream.read("test", in(stream), folder.resolve("copy"), limits, Progress.NONE))
                .isInstanceOf(ArchiveException.class);
        assertThatThrownBy(() -> TreeStream.skip("test", in(stream), limits, Progress.NONE))
                .isInstanceOf(ArchiveException.class);
        assertThat(folder.resolve("copy")).doesNotExist();
    }

    @Test
    void longestNameIsTakenAndALongerOneIsNot() throws IOException {
        TreeStream.read("test", in(fileWithName(255)), folder.resolve("copy"), WIDE, Progress.NONE);
        TreeStream.skip("test", in(fileWithName(255)), WIDE, Progress.NONE);

        assertThat(folder.resolve("copy/" + "x".repeat(255))).isEmptyFile();
        assertThatThrownBy(() ->
                        TreeStream.read("test", in(fileWithName(256)), folder.resolve("other"), WIDE, Progress.NONE))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("256 bytes");
        assertThatThrownBy(() -> TreeStream.skip("test", in(fileWithName(256)), WIDE, Progress.NONE))
                .isInstanceOf(ArchiveException.class);
    }

    private static byte[] fileWithName(int length) {
        String name = "\0\0" + (char) (length >> 8) + (char) (length & 0xFF) + "x".repeat(length);
        return ("luarium-tree-stream-1\nd\0\0\0\0f" + name + "\0".repeat(8) + "e").getBytes(ISO_8859_1);
    }

    @Test
    void pathOfAsManyBytesAsAllowedIsTakenEverywhereAndALongerOneNowhere() throws IOException {
        String path = ("d".repeat(255) + "/").repeat(11) + "d".repeat(254) + "/";
        assertThat(path.length() + 1).isEqualTo(Names.MAX_PATH);
        Path tree = make(folder.resolve("tree"), "f " + path + "f 1");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        HashedTree hashed = new TreeHasher(1).hash(tree, Progress.NONE);
        assertThat(TreeStream.write(tree, out, Progress.NONE)).isEqualTo(hashed);
        assertThat(TreeStream.read("test", in(out.toByteArray()), folder.resolve("copy"), WIDE, Progress.NONE))
                .isEqualTo(hashed);

        Files.move(tree.resolve(path + "f"), tree.resolve(path + "ff"));
        assertThatExceptionOfType(RefusedEntryException.class)
                .isThrownBy(() -> new TreeHasher(1).hash(tree, Progress.NONE));
        assertThatExceptionOfType(RefusedEntryException.class)
                .isThrownBy(() -> TreeStream.write(tree, OutputStream.nullOutputStream(), Progress.NONE));
        byte[] longer =
                out.toString(ISO_8859_1).replace("f\0\0\0\1f", "f\0\0\0\2ff").getBytes(ISO_8859_1);
        assertThatThrownBy(() -> TreeStream.read("test", in(longer), folder.resolve("other"), WIDE, Progress.NONE))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("3072");
    }

    @Test
    void everyByteIsReported() throws IOException {
        Path tree = make(folder.resolve("tree"), "f a 123", "f b/c 45");
        Files.write(tree.resolve("big"), new byte[100_000]);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        AtomicLong bytes = new AtomicLong();
        Progress progress = new Progress(bytes::addAndGet, () -> false);

        assertThat(TreeStream.write(tree, out, progress).size()).isEqualTo(100_005);
        assertThat(bytes.getAndSet(0)).isEqualTo(100_005);
        TreeStream.read("test", in(out.toByteArray()), folder.resolve("copy"), WIDE, progress);
        assertThat(bytes.getAndSet(0)).isEqualTo(100_005);
        TreeStream.skip("test", in(out.toByteArray()), WIDE, progress);
        assertThat(bytes.get()).isEqualTo(100_005 + "abcbig".length());
    }

    @Test
    void whatHasNoContentCanBeStoppedAsWell() throws IOException {
        Path folders = make(folder.resolve("folders"), "d a", "d b", "d c");
        Path files = make(folder.resolve("files"), "f a", "f b", "f c");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TreeStream.write(folders, out, Progress.NONE);

        for (int steps : new int[] {0, 1, 2, 3, 4}) {
            assertThatThrownBy(() -> new TreeHasher(1).hash(folders, stopAfter(steps)))
                    .isInstanceOf(CancellationException.class);
            assertThatThrownBy(() -> new TreeHasher(1).hash(files, stopAfter(steps)))
                    .isInstanceOf(CancellationException.class);
            assertThatThrownBy(() -> TreeStream.write(folders, OutputStream.nullOutputStream(), stopAfter(steps)))
                    .isInstanceOf(CancellationException.class);
            assertThatThrownBy(() -> TreeStream.read(
                            "test", in(out.toByteArray()), folder.resolve("copy"), WIDE, stopAfter(steps)))
                    .isInstanceOf(CancellationException.class);
            assertThat(folder.resolve("copy")).doesNotExist();
            assertThatThrownBy(() -> TreeStream.skip("test", in(out.toByteArray()), WIDE, stopAfter(steps)))
                    .isInstanceOf(CancellationException.class);
        }
    }

    private static Progress stopAfter(int steps) {
        AtomicInteger asked = new AtomicInteger();
        return new Progress(bytes -> {}, () -> asked.getAndIncrement() >= steps);
    }

    private static InputStream in(byte[] stream) {
        return new ByteArrayInputStream(stream);
    }
}
