// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.core.internal.files.Owner;

final class FileSetTest {
    private static final byte[] SMALL = "small".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PINNED = "pinned".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private Path root;
    private FileSet files;

    @BeforeEach
    void describe() {
        root = folder.resolve("deep/engine");
        files = new FileSet("set").with("small", SMALL).with("pinned", FileSet.sha256(PINNED), () -> PINNED);
    }

    private Path installed() {
        return files.folderIn(root);
    }

    private void assertIntact() throws IOException {
        assertThat(files.stampIn(root)).isPresent();
        assertThat(installed().resolve("small")).hasBinaryContent(SMALL);
        assertThat(installed().resolve("pinned")).hasBinaryContent(PINNED);
        try (Stream<Path> left = Files.list(root)) {
            assertThat(left).containsExactly(installed());
        }
    }

    @Test
    void writesFilesThatNobodyChanges() throws IOException {
        assertThat(files.stampIn(root)).isEmpty();

        files.install(root);

        assertIntact();
        assertThat(permissions(root)).isIn("rwx------", "rwx--x--x");
        assertThat(permissions(installed())).isEqualTo("rwxr-xr-x");
        assertThat(permissions(installed().resolve("small"))).isEqualTo("r-xr-xr-x");
    }

    @Test
    void leavesIntactFilesAlone() throws IOException {
        files.install(root);
        String stamp = files.stampIn(root).orElseThrow();

        files.install(root);

        assertThat(files.stampIn(root)).contains(stamp);
    }

    @Test
    void otherContentHasAnotherFolder() {
        FileSet other = new FileSet("set").with("small", PINNED).with("pinned", FileSet.sha256(PINNED), () -> PINNED);

        assertThat(other.folderIn(root)).isNotEqualTo(installed());
    }

    @Test
    void replacesWhatWasTamperedWith() throws IOException {
        files.install(root);
        String stamp = files.stampIn(root).orElseThrow();
        Path pinned = installed().resolve("pinned");
        Files.setPosixFilePermissions(pinned, PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(pinned, "Pinned");
        assertThat(files.stampIn(root)).isNotEqualTo(Optional.of(stamp));

        files.install(root);

        assertIntact();
    }

    @Test
    void replacesAFolderThatIsIncomplete() throws IOException {
        files.install(root);
        Files.delete(installed().resolve("small"));
        assertThat(files.stampIn(root)).isEmpty();

        files.install(root);

        assertIntact();
    }

    @Test
    void followsNoLinks() throws IOException {
        FileSet elsewhere = files;
        elsewhere.install(folder.resolve("elsewhere"));
        Files.createDirectories(root);
        Files.createSymbolicLink(installed(), files.folderIn(folder.resolve("elsewhere")));
        assertThat(files.stampIn(root)).isEmpty();

        files.install(root);
        assertIntact();
        assertThat(installed()).isDirectory();
        assertThat(Files.isSymbolicLink(installed())).isFalse();

        Files.delete(installed().resolve("small"));
        Files.createSymbolicLink(
                installed().resolve("small"),
                files.folderIn(folder.resolve("elsewhere")).resolve("small"));
        assertThat(files.stampIn(root)).isEmpty();
        files.install(root);
        assertIntact();
    }

    @Test
    void refusesAFolderThatIsALink() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);

        assertThatIOException()
                .isThrownBy(() -> files.install(link))
                .withMessageContaining("is not a folder of this user");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void distrustsAFolderInWhichOthersMayWrite() throws IOException {
        files.install(root);
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(files.stampIn(root)).isEmpty();

        files.install(root);

        assertIntact();
        assertThat(permissions(root)).doesNotContain("rwxrwx");
    }

    @Test
    void installsNothingThatIsNotWhatWasPinned() throws IOException {
        FileSet damaged = new FileSet("set").with("pinned", FileSet.sha256(PINNED), () -> SMALL);

        assertThatIOException().isThrownBy(() -> damaged.install(root)).withMessageContaining("damaged: pinned");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void removesWhatAKilledJvmLeftBehind() throws IOException {
        Files.createDirectories(root.resolve(".newOld"));
        Files.writeString(root.resolve(".newOld/half"), "");
        Files.setLastModifiedTime(
                root.resolve(".newOld"), FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Files.createDirectories(root.resolve(".newYoung"));

        files.install(root);

        try (Stream<Path> left = Files.list(root)) {
            assertThat(left).containsExactlyInAnyOrder(installed(), root.resolve(".newYoung"));
        }
    }

    @Test
    void rootPrefersFoldersThatOtherUsersCanPass() throws IOException {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        List<Path> roots = List.of(closed.resolve("engine"), Path.of("/engine"));

        List<Path> ordered = Roots.reachableFirst(roots);

        assertThat(ordered.get(0)).isEqualTo(roots.get(Owner.isRoot() ? 1 : 0));
        assertThat(Set.copyOf(ordered)).isEqualTo(Set.copyOf(roots));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
