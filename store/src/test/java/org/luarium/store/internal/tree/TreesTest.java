// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.luarium.store.internal.tree.TreeFixture.make;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

final class TreesTest {
    private final TreeHasher hasher = new TreeHasher(1);

    @TempDir(cleanup = CleanupMode.NEVER)
    Path folder;

    private Path tree;

    @BeforeEach
    void setUp() throws IOException {
        tree = make(
                folder.resolve("tree"), "f a 1", "x b 2", "d c/d", "f c/é 3", "f \\xff 4", "l link c", "l up ../\\xfe");
        hasher.hashAndSeal(tree, true, Progress.NONE);
    }

    @AfterEach
    void deleteAll() throws IOException {
        Trees.delete(folder);
    }

    @Test
    void copyIsWritableAndEqual() throws IOException {
        Path copy = folder.resolve("copy");
        Trees.copyWritable(tree, copy);

        assertThat(hasher.hash(copy, Progress.NONE)).isEqualTo(hasher.hash(tree, Progress.NONE));
        assertThat(Stat.mode(copy.resolve("a")).mode()).isEqualTo(0100644);
        assertThat(Stat.mode(copy.resolve("b")).mode()).isEqualTo(0100755);
        assertThat(Stat.mode(copy.resolve("c/d")).mode()).isEqualTo(0040755);
        assertThat(Stat.mode(copy).mode()).isEqualTo(0040755);
        Files.writeString(copy.resolve("a"), "changed");
        assertThat(tree.resolve("a")).hasContent("1");
    }

    @Test
    void copyOfOneFileIsOneFile() throws IOException {
        Trees.copyWritable(tree.resolve("b"), folder.resolve("copy"));

        assertThat(folder.resolve("copy")).hasContent("2");
        assertThat(Stat.mode(folder.resolve("copy")).mode()).isEqualTo(0100755);
    }

    @Test
    void copyReplacesNothingAndLeavesNothingWhenItFails() throws Exception {
        Path there = make(folder.resolve("there"), "f a 9");
        assertThatThrownBy(() -> Trees.copyWritable(tree, there)).isInstanceOf(FileSystemException.class);
        assertThat(there.resolve("a")).hasContent("9");

        Path bad = make(folder.resolve("bad"), "f a 1", "f z 1");
        assertThat(new ProcessBuilder("mkfifo", bad + "/m").start().waitFor()).isZero();
        assertThatThrownBy(() -> Trees.copyWritable(bad, folder.resolve("copy")))
                .isInstanceOf(RefusedEntryException.class);
        assertThat(folder.resolve("copy")).doesNotExist();
    }

    @Test
    void adoptedTreeSharesItsFiles() throws IOException {
        Path copy = folder.resolve("copy");

        assertThat(Trees.hardLinkOrCopy(tree, copy)).isTrue();

        assertThat(Files.isSameFile(tree.resolve("c/é"), copy.resolve("c/é"))).isTrue();
        assertThat(hasher.hashAndSeal(copy, true, Progress.NONE)).isEqualTo(hasher.hash(tree, Progress.NONE));
        assertThat(Stat.all(copy.resolve("c")).hasSealedTime()).isTrue();
    }

    @Test
    void filesThatAreNotSealedOrOnAnotherFileSystemAreCopied() throws IOException {
        Path loose = make(folder.resolve("loose"), "f a 1", "x b 2");
        List<Path> copies = new ArrayList<>(List.of(folder.resolve("copy")));
        Path memory = Path.of("/dev/shm");
        if (Files.isWritable(memory)) {
            copies.add(Files.createTempDirectory(memory, "luarium").resolve("copy"));
        }
        for (Path copy : copies) {
            assertThat(Trees.hardLinkOrCopy(loose, copy)).isFalse();

            assertThat(hasher.hash(copy, Progress.NONE)).isEqualTo(hasher.hash(loose, Progress.NONE));
            assertThat(Stat.all(copy.resolve("b"))).satisfies(stat -> {
                assertThat(stat.mode()).isEqualTo(0100555);
                assertThat(stat.links()).isOne();
                assertThat(stat.hasSealedTime()).isTrue();
            });
            Trees.delete(copy.getParent().equals(folder) ? copy : copy.getParent());
        }
    }

    @Test
    void deletesWhatIsReadOnlyAndFollowsNoLink() throws IOException {
        Path outside = make(folder.resolve("outside"), "f a 1");
        Files.createSymbolicLink(folder.resolve("link"), outside);
        make(folder.resolve("other"), "l link " + outside, "f d/e 1");
        Stat.setMode(folder.resolve("other/d"), 0);

        Trees.delete(tree);
        Trees.delete(folder.resolve("other"));
        Trees.delete(folder.resolve("link"));
        Trees.delete(folder.resolve("missing"));

        assertThat(tree).doesNotExist();
        assertThat(folder.toFile().list()).containsExactly("outside");
        assertThat(outside.resolve("a")).hasContent("1");
    }
}
