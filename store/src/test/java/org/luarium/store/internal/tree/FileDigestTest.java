// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.store.Hash;

final class FileDigestTest {
    private static final int BUFFER = 1 << 15;
    private static final int FIRST = BUFFER - 15; // without "luarium-file-1\0"

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void setUp() {
        file = folder.resolve("file");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {0, 1, FIRST - 1, FIRST, FIRST + 1, BUFFER, FIRST + BUFFER - 1, FIRST + BUFFER, FIRST + BUFFER + 1})
    void contentOfAnyLengthIsHashedAndPassedOnWhole(int length) throws Exception {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        Files.write(file, content);
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update("luarium-file-1\0".getBytes(US_ASCII));
        TreeEntry expected = new TreeEntry(TreeEntry.FILE, new byte[0]);
        expected.setFile(length, sha.digest(content));
        Hash hash = expected.treeHash(TreeEntry.newDigest());
        ByteArrayOutputStream copy = new ByteArrayOutputStream();

        HashedTree hashed = new TreeHasher(1).hash(file, Progress.NONE);
        HashedTree written = TreeStream.write(file, copy, Progress.NONE);

        assertThat(hashed.hash()).isEqualTo(hash);
        assertThat(written.hash()).isEqualTo(hash);
        assertThat(hashed.size()).isEqualTo(length);
        assertThat(copy.toByteArray()).endsWith(content);
    }

    @Test
    void fileThatBecomesShorterMeanwhileIsNoticed() throws IOException {
        Files.write(file, new byte[1 << 20]);
        assertChanged(() -> truncate(file, 100_000));
    }

    @Test
    void fileThatBecomesLongerMeanwhileIsNoticed() throws IOException {
        Files.write(file, new byte[1 << 20]);
        assertChanged(() -> Files.write(file, new byte[1], StandardOpenOption.APPEND));
    }

    @Test
    void shortFileThatGrowsWhileItIsWrittenIsNoticed() throws IOException {
        Files.write(file, new byte[10]);
        Progress progress = once(() -> Files.write(file, new byte[1], StandardOpenOption.APPEND));

        assertThatExceptionOfType(TreeChangedException.class)
                .isThrownBy(() -> TreeStream.write(file, OutputStream.nullOutputStream(), progress));
    }

    private interface Change {
        void apply() throws IOException;
    }

    private void assertChanged(Change change) throws IOException {
        long size = Files.size(file);
        assertThatExceptionOfType(TreeChangedException.class)
                .isThrownBy(() -> new TreeHasher(1).hash(file, once(change)))
                .satisfies(e -> assertThat(e.path()).isEqualTo(file));
        truncate(file, 0);
        Files.write(file, new byte[(int) size]);
        assertThatExceptionOfType(TreeChangedException.class)
                .isThrownBy(() -> TreeStream.write(file, OutputStream.nullOutputStream(), once(change)));
    }

    private static void truncate(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    /** Changes something when the first bytes were read. */
    private static Progress once(Change change) {
        AtomicBoolean changed = new AtomicBoolean();
        return new Progress(
                bytes -> {
                    if (changed.compareAndSet(false, true)) {
                        try {
                            change.apply();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                },
                () -> false);
    }
}
