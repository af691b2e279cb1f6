// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.luarium.store.internal.tree.TreeFixture.make;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SealTest {
    private static final FileTime TIME = FileTime.fromMillis(1000);

    @TempDir(cleanup = CleanupMode.NEVER)
    Path folder;

    @AfterEach
    void deleteAll() throws IOException {
        Trees.delete(folder);
    }

    @Test
    void everythingIsReadOnlyAndOfOneTimeAndTheHashStaysTheSame() throws IOException {
        Path tree = make(folder.resolve("tree"), "f a 1", "x b 2", "d c/d", "f c/e 3", "l link c");
        HashedTree before = new TreeHasher(1).hash(tree, Progress.NONE);

        HashedTree sealed = new TreeHasher(1).hashAndSeal(tree, true, Progress.NONE);

        assertThat(sealed).isEqualTo(before);
        assertThat(new TreeHasher(1).hash(tree, Progress.NONE)).isEqualTo(before);
        assertSealed(tree.resolve("a"), 0100444);
        assertSealed(tree.resolve("b"), 0100555);
        assertSealed(tree.resolve("c"), 0040555);
        assertSealed(tree.resolve("c/d"), 0040555);
        assertSealed(tree.resolve("c/e"), 0100444);
        assertSealed(tree, 0040555);
    }

    @Test
    void topFolderCanBeLeftForLater() throws IOException {
        Path tree = make(folder.resolve("tree"), "f a 1");
        new TreeHasher(1).hashAndSeal(tree, false, Progress.NONE);

        assertSealed(tree.resolve("a"), 0100444);
        assertThat(mode(tree)).isEqualTo(0040755);
    }

    @Test
    void singleFileIsSealed() throws IOException {
        Path tree = make(folder.resolve("tree"), "x . 1");
        new TreeHasher(1).hashAndSeal(tree, true, Progress.NONE);

        assertSealed(tree, 0100555);
    }

    @Test
    void whatCannotBeReadIsOpenedFirst() throws IOException {
        Path tree = make(folder.resolve("tree"), "f c/a 1");
        HashedTree before = new TreeHasher(1).hash(tree, Progress.NONE);
        Stat.setMode(tree.resolve("c/a"), 0);
        Stat.setMode(tree.resolve("c"), 0);

        assertThat(new TreeHasher(1).hashAndSeal(tree, true, Progress.NONE)).isEqualTo(before);
        assertSealed(tree.resolve("c"), 0040555);
        assertSealed(tree.resolve("c/a"), 0100444);
    }

    @Test
    void fileOfSomebodyElseIsNotTouchedThroughItsOtherName() throws IOException {
        Path outside = make(folder, "f mine 1").resolve("mine");
        Path tree = make(folder.resolve("tree"), "d .");
        Files.createLink(tree.resolve("a"), outside);

        new TreeHasher(1).hashAndSeal(tree, true, Progress.NONE);
        Files.writeString(outside, "changed");

        assertThat(mode(outside)).isEqualTo(0100644);
        assertThat(tree.resolve("a")).hasContent("1");
        assertSealed(tree.resolve("a"), 0100444);
        assertThat(tree.toFile().list()).containsExactly("a");
    }

    @Test
    void sealedFilesStayHardLinks() throws IOException {
        Path tree = make(folder.resolve("tree"), "f a 1");
        new TreeHasher(1).hashAndSeal(tree, true, Progress.NONE);
        Path other = make(folder.resolve("other"), "d .");
        Files.createLink(other.resolve("a"), tree.resolve("a"));

        new TreeHasher(1).hashAndSeal(other, true, Progress.NONE);

        assertThat(Files.isSameFile(tree.resolve("a"), other.resolve("a"))).isTrue();
    }

    @Test
    void fileWithOtherNamesThatCannotBeReadIsRefused() throws IOException {
        Path outside = make(folder, "f mine 1").resolve("mine");
        Path tree = make(folder.resolve("tree"), "d .");
        Files.createLink(tree.resolve("a"), outside);
        Stat.setMode(outside, 0200);

        assertThatThrownBy(() -> new TreeHasher(1).hashAndSeal(tree, true, Progress.NONE))
                .isInstanceOf(RefusedEntryException.class)
                .hasMessageContaining("make it readable");
        assertThat(mode(outside)).isEqualTo(0100200);
    }

    @Test
    void executableOfSomebodyElseIsCopiedAsOne() throws IOException {
        Path outside = make(folder, "x mine 1").resolve("mine");
        Path tree = make(folder.resolve("tree"), "d .");
        Files.createLink(tree.resolve("a"), outside);

        new TreeHasher(1).hashAndSeal(tree, true, Progress.NONE);

        assertThat(mode(outside)).isEqualTo(0100755);
        assertSealed(tree.resolve("a"), 0100555);
    }

    @Test
    void fileThatIsReadOnlyAndOfAnotherTimeIsNotYetSealed() throws IOException {
        Path outside = make(folder, "f mine 1").resolve("mine");
        Path tree = make(folder.resolve("tree"), "d .");
        Files.createLink(tree.resolve("a"), outside);
        Stat.setMode(outside, Stat.READ_ONLY);
        FileTime before = Files.getLastModifiedTime(outside);

        new TreeHasher(1).hashAndSeal(tree, true, Progress.NONE);

        assertThat(Files.getLastModifiedTime(outside)).isEqualTo(before);
        assertSealed(tree.resolve("a"), 0100444);
    }

    @ParameterizedTest
    @ValueSource(ints = {0700, 0755, 0777})
    void folderThatItsOwnerCanUseIsOpen(int mode) {
        assertThat(new Stat(0040000 | mode, 0, 1, 0).isOpenToOwner()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 0077, 0300, 0500, 0600, 0555})
    void folderThatItsOwnerCannotUseIsNotOpen(int mode) {
        assertThat(new Stat(0040000 | mode, 0, 1, 0).isOpenToOwner()).isFalse();
    }

    @Test
    void targetOfALinkIsNotSealed() throws IOException {
        Path outside = make(folder, "f mine 1").resolve("mine");
        Path tree = make(folder.resolve("tree"), "l link " + outside);
        new TreeHasher(1).hashAndSeal(tree, true, Progress.NONE);

        assertThat(mode(outside)).isEqualTo(0100644);
    }

    private static void assertSealed(Path path, int mode) throws IOException {
        assertThat(mode(path)).isEqualTo(mode);
        assertThat(Files.getLastModifiedTime(path)).isEqualTo(TIME);
    }

    private static int mode(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    }
}
