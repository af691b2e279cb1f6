// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.core.internal.files.Owner;
import org.luarium.core.internal.files.SafeFiles;

@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
final class RootStoreTest {
    private static final String BOOT = "/luarium/boot.lua";
    private static final String LIBRARY = "/lib/any/libc.so.6";

    @TempDir
    private Path temporary;

    private Path folder;
    private Path roots;
    private Path boot;
    private Map<String, Path> files;

    @BeforeEach
    void makeReachable() throws IOException {
        SafeFiles.setReadable(temporary);
        folder = temporary.toRealPath();
        roots = folder.resolve("deep/roots");
        boot = Files.writeString(folder.resolve("boot"), "print(1)");
        Path library = Files.write(folder.resolve("libc-2.so"), new byte[300_000]);
        Path link = Files.createSymbolicLink(folder.resolve("libc.so"), library);
        files = Map.of(BOOT, boot, LIBRARY, link);
    }

    /** Write-protected folders are in the way of others who delete. */
    @AfterEach
    void removeRoots() throws IOException {
        SafeFiles.deleteTree(roots);
    }

    private Path root() throws IOException {
        return new RootStore(roots).root(files);
    }

    private void assertIntact(Path root) throws IOException {
        Set<String> content = new TreeSet<>();
        try (Stream<Path> walk = Files.walk(root)) {
            for (Path path : walk.toList()) {
                assertThat(permissions(path)).isEqualTo(Files.isDirectory(path) ? "rwxr-xr-x" : "r-xr-xr-x");
                content.add(path.toString().substring(root.toString().length()));
            }
        }
        assertThat(content)
                .containsExactlyInAnyOrder("", "/env", "/lib", "/lib/any", LIBRARY, "/link", "/luarium", BOOT, "/tmp");
        assertThat(root.resolve("luarium/boot.lua")).hasSameBinaryContentAs(boot);
        assertThat(root.resolve("lib/any/libc.so.6"))
                .hasSize(300_000)
                .matches(path -> !Files.isSymbolicLink(path), "a file and no link");
    }

    private void assertNothingElse(Path... expected) throws IOException {
        try (Stream<Path> left = Files.list(roots)) {
            assertThat(left.filter(path -> !path.endsWith(RootIndex.NAME))).containsExactlyInAnyOrder(expected);
        }
    }

    @Test
    void containsTheFilesAndPlacesToMountAtAndNothingElse() throws IOException {
        Path root = root();

        assertIntact(root);
        assertThat(root.getParent()).isEqualTo(roots);
        assertThat(root.getFileName().toString()).matches("[0-9a-f]{32}");
        assertThat(permissions(roots)).isIn("rwx------", "rwx--x--x");
        assertNothingElse(root);
    }

    @Test
    void isNamedAfterContentAndPathsOnly() throws IOException {
        Path root = root();
        Path copy = Files.copy(boot, folder.resolve("copy"));

        Path same = new RootStore(roots).root(Map.of(BOOT, copy, LIBRARY, folder.resolve("libc-2.so")));
        Path otherPath = new RootStore(roots).root(Map.of("/luarium/b.lua", boot, LIBRARY, folder.resolve("libc.so")));
        Files.writeString(boot, "print(2)");
        Path otherContent = root();

        assertThat(same).isEqualTo(root);
        assertThat(Set.of(root, otherPath, otherContent)).hasSize(3);
        assertThat(root.resolve("luarium/boot.lua")).hasContent("print(1)");
        assertIntact(otherContent);
    }

    @Test
    void rootsShareFilesThatAreTheSame() throws IOException {
        Path root = root();
        Path other = new RootStore(roots)
                .root(Map.of(
                        LIBRARY, folder.resolve("libc.so"), BOOT, Files.writeString(folder.resolve("b2"), "print(2)")));

        assertThat(Files.isSameFile(root.resolve("lib/any/libc.so.6"), other.resolve("lib/any/libc.so.6")))
                .isTrue();
        assertThat(Files.isSameFile(root.resolve("luarium/boot.lua"), other.resolve("luarium/boot.lua")))
                .isFalse();
    }

    @Test
    void noticesThatAFileOnTheHostChanged() throws IOException {
        RootStore store = new RootStore(roots);
        Path root = store.root(files);
        assertThat(store.root(files)).isEqualTo(root);

        Files.writeString(boot, "print(22)");
        Path next = store.root(files);

        assertThat(next).isNotEqualTo(root);
        assertIntact(next);
        Files.delete(boot);
        assertThatIOException().isThrownBy(() -> store.root(files)).withMessageContaining(boot + " is not a file");
        assertNothingElse(root, next);
    }

    @ParameterizedTest
    @ValueSource(strings = {"content", "same size and time", "mode", "setuid", "more", "less", "link", "folder", "all"})
    void replacesWhatWasTamperedWith(String how) throws IOException {
        Path root = root();
        Path file = root.resolve("luarium/boot.lua");
        Path parent = file.getParent();
        FileTime time = Files.getLastModifiedTime(file);
        for (Path path : List.of(root, parent, file, root.resolve("tmp"))) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        switch (how) {
            case "content" -> Files.writeString(file, "print(666)");
            case "same size and time" -> Files.writeString(file, "print(6)");
            case "more" -> Files.writeString(root.resolve("tmp/more"), "");
            case "less" -> Files.delete(file);
            case "link" -> {
                Files.delete(file);
                Files.createSymbolicLink(file, boot);
            }
            case "folder" -> Files.delete(root.resolve("tmp"));
            case "all" -> {
                SafeFiles.deleteTree(root);
                Files.createSymbolicLink(root, folder);
            }
            default -> {}
        }
        if (how.startsWith("same")) {
            Files.setLastModifiedTime(file, time);
        }
        boolean onlyMode = how.equals("mode");
        for (Path path : onlyMode || how.equals("all") ? List.<Path>of() : List.of(root, parent, root.resolve("tmp"))) {
            if (Files.exists(path)) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
        if (how.equals("setuid")) {
            Files.setAttribute(file, "unix:mode", 04555);
        }

        assertThat(root()).isEqualTo(root);

        assertIntact(root);
        assertNothingElse(root);
    }

    @Test
    void linksNoFileThatWasTamperedWith() throws IOException {
        Path library = root().resolve("lib/any/libc.so.6");
        byte[] damaged = new byte[300_000];
        damaged[299_999] = 1;
        Files.setPosixFilePermissions(library, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.write(library, damaged);
        Files.setPosixFilePermissions(library, PosixFilePermissions.fromString("r-xr-xr-x"));

        Path other = new RootStore(roots).root(Map.of(LIBRARY, folder.resolve("libc.so")));

        assertThat(other.resolve("lib/any/libc.so.6")).hasSameBinaryContentAs(folder.resolve("libc.so"));
    }

    @Test
    void noticesOnTheFastPathThatAFileIsGone() throws IOException {
        RootStore store = new RootStore(roots);
        Path root = store.root(files);
        Path luarium = root.resolve("luarium");
        Files.setPosixFilePermissions(luarium, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.delete(luarium.resolve("boot.lua"));

        assertThat(store.root(files)).isEqualTo(root);

        assertIntact(root);
        SafeFiles.deleteTree(roots);
        assertIntact(store.root(files));
    }

    @Test
    void isWrittenOnceByManyThreads() throws Exception {
        RootStore store = new RootStore(roots);
        List<Path> made = inParallel(8, i -> store.root(files));

        assertThat(Set.copyOf(made)).hasSize(1);
        assertIntact(made.get(0));
        assertNothingElse(made.get(0));
    }

    @Test
    void manyStoresWriteTwoRootsInOneFolderAtOnce() throws Exception {
        for (int round = 0; round < 10; round++) {
            Map<String, Path> second = new HashMap<>(files);
            second.put("/second", boot);
            List<Path> made = inParallel(8, i -> new RootStore(roots).root(i % 2 == 0 ? files : second));

            assertThat(Set.copyOf(made)).hasSize(2);
            assertIntact(made.get(0));
            assertNothingElse(made.get(0), made.get(1));
            SafeFiles.deleteTree(roots);
        }
    }

    private interface Work {
        Path run(int number) throws IOException;
    }

    private static List<Path> inParallel(int threads, Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Path>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                running.add(executor.submit(() -> {
                    start.await();
                    return work.run(number);
                }));
            }
            start.countDown();
            List<Path> made = new ArrayList<>();
            for (Future<Path> one : running) {
                made.add(one.get());
            }
            return made;
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void removesWhatAKilledJvmLeftBehind() throws IOException {
        Path old = Files.createDirectories(roots.resolve(".newOld/usr"));
        Files.writeString(old.resolve("half"), "");
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("r-xr-xr-x"));
        Files.setLastModifiedTime(old.getParent(), FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Path young = Files.createDirectories(roots.resolve(".newYoung"));

        Path root = root();

        assertNothingElse(root, young);
    }

    @Test
    void leavesNothingBehindWhenItFails() throws IOException {
        assertThatIOException()
                .isThrownBy(() -> new RootStore(roots).root(Map.of(BOOT, boot, "/dir", folder)))
                .withMessageContaining(folder + " is not a file");
        assertThat(roots).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "a",
                "a/b",
                "//a",
                "/a//b",
                "/a/",
                "/./a",
                "/a/..",
                "/../a",
                "/a/../../b",
                "/a\nb",
                "/a\0b"
            })
    void refusesPathsThatAreNotPlain(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RootStore(roots).root(Map.of(path, boot)))
                .withMessageContaining("not an absolute and normal path");
        assertThat(roots).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/luarium", "/tmp", "/luarium/boot.lua/x"})
    void refusesPathsThatAreFileAndFolder(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RootStore(roots).root(Map.of(BOOT, boot, path, boot)))
                .withMessageContaining("cannot be both a file and a folder");
    }

    @Test
    void refusesFilesThatAMountWouldHide() {
        assertThatIOException()
                .isThrownBy(() -> new RootStore(roots).root(Map.of("/tmp/lua", boot)))
                .withMessage("/tmp/lua cannot be in a root: something else is mounted at /tmp");
    }

    @Test
    void refusesAFolderThatIsALink() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);

        assertThatIOException()
                .isThrownBy(() -> new RootStore(link).root(files))
                .withMessageContaining("is not a folder of this user");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void usersOfIsolatesCanReadARootThatTheirJvmMade() throws Exception {
        assumeTrue(Owner.isRoot(), "isolates have users of their own only if the JVM runs as root");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv is not installed");
        Path root = root();

        List<String> other = List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "cat");
        List<String> read = new ArrayList<>(other);
        read.add(root.resolve("luarium/boot.lua").toString());
        assertThat(InRoot.run(read, Map.of())).isEqualTo("print(1)");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        assertThat(InRoot.run(read, Map.of())).contains("Permission denied");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
