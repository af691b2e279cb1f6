// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.luarium.store.internal.archive.Archives.file;
import static org.luarium.store.internal.archive.Archives.folder;
import static org.luarium.store.internal.archive.Archives.gzip;
import static org.luarium.store.internal.archive.Archives.hardLink;
import static org.luarium.store.internal.archive.Archives.join;
import static org.luarium.store.internal.archive.Archives.link;
import static org.luarium.store.internal.archive.Archives.pax;
import static org.luarium.store.internal.archive.Archives.record;
import static org.luarium.store.internal.archive.Archives.tar;
import static org.luarium.store.internal.archive.Archives.zip;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.ArchiveException;
import org.luarium.store.RealizeCancelledException;
import org.luarium.store.StoreAccessException;

final class UnpackerTest {
    @TempDir
    Path folder;

    Path target;

    @BeforeEach
    void makeTarget() throws IOException {
        target = Files.createDirectory(folder.resolve("target"));
    }

    private void unpack(Unpacker unpacker, byte[] archive) throws IOException {
        unpacker.unpack(Files.write(folder.resolve("archive"), archive), target, Progress.NONE, () -> false);
    }

    private void unpack(byte[] archive) throws IOException {
        unpack(new Unpacker(), archive);
    }

    private static byte[] sample() {
        return tar(tar -> {
            folder(tar, "./");
            folder(tar, "./p/");
            file(tar, "./p/a.lua", "return 1");
            file(tar, "./p/bin/run", "#!", 0755);
            link(tar, "./p/bin/again", "../bin/run");
            hardLink(tar, "./p/b.lua", "./p/a.lua");
            folder(tar, "./p/empty/");
        });
    }

    private void assertSample(String top) throws IOException {
        assertThat(target.resolve(top + "a.lua")).hasContent("return 1");
        assertThat(target.resolve(top + "b.lua")).hasContent("return 1");
        assertThat(Files.readSymbolicLink(target.resolve(top + "bin/again"))).hasToString("../bin/run");
        assertThat(target.resolve(top + "empty")).isEmptyDirectory();
        assertMode(top + "a.lua", "rw-r--r--");
        assertMode(top + "bin/run", "rwxr-xr-x");
        assertMode(top + "bin", "rwxr-xr-x");
    }

    private void assertMode(String name, String mode) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve(name))))
                .isEqualTo(mode);
    }

    @Test
    void fetch129_tarIsUnpackedWithModesAndLinks() throws IOException {
        unpack(sample());

        assertSample("p/");
    }

    @Test
    void fetch129_tarGzIsUnpackedByContentAndNotByName() throws IOException {
        unpack(gzip(sample()));

        assertSample("p/");
    }

    @Test
    void fetch129_zipIsUnpackedWithModesAndLinks() throws IOException {
        unpack(zip(zip -> {
            file(zip, "p/", "", 0040755);
            file(zip, "p/a.lua", "return 1");
            file(zip, "p/b.lua", "return 1", 0);
            file(zip, "p/bin/run", "#!", 0100755);
            file(zip, "p/bin/again", "../bin/run", 0120777);
            file(zip, "p/empty/", "", 0);
        }));

        assertSample("p/");
    }

    @Test
    void membersOfGzipFollowEachOther() throws IOException {
        byte[] tar = sample();

        unpack(join(gzip(Arrays.copyOf(tar, 1000)), gzip(Arrays.copyOfRange(tar, 1000, tar.length))));

        assertSample("p/");
    }

    @Test
    void leavesOutTheTopFolder() throws IOException {
        unpack(new Unpacker().withoutTopFolder(), sample());

        assertSample("");
    }

    @Test
    void refusesToLeaveOutATopFolderThatIsNotThere() {
        byte[] archive = tar(tar -> {
            file(tar, "a/x", "");
            file(tar, "b/x", "");
        });

        assertThatThrownBy(() -> unpack(new Unpacker().withoutTopFolder(), archive))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("'b/x'")
                .hasMessageContaining("without stripping");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void aLinkMayNotReachTheTopFolderThatIsLeftOut() {
        byte[] archive = tar(tar -> link(tar, "a/x", "../a/y"));

        assertThatThrownBy(() -> unpack(new Unpacker().withoutTopFolder(), archive))
                .isInstanceOf(ArchiveException.class);
    }

    @Test
    void namesMayBeInAnyScriptAndLong() throws IOException {
        String gnu = "дом/" + "d".repeat(120) + "/家.lua";
        String name = "pax/" + "é".repeat(100);

        unpack(join(
                pax('x', "path", name),
                record("short", '0', "", 1, "1".getBytes(UTF_8)),
                tar(tar -> file(tar, gnu, "2"))));

        assertThat(target.resolve(name)).hasContent("1");
        assertThat(target.resolve(gnu)).hasContent("2");
    }

    @Test
    void longNamesThatAreAbsoluteBecomeRelative() throws IOException {
        unpack(join(pax('x', "path", "/etc/x"), record("a", '0', "", 1, "1".getBytes(UTF_8)), Archives.end()));

        assertThat(target.resolve("etc/x")).hasContent("1");
    }

    @Test
    void zipNamesMayBeInAnyScript() throws IOException {
        unpack(zip(zip -> file(zip, "дом/家.lua", "2")));

        assertThat(target.resolve("дом/家.lua")).hasContent("2");
    }

    @Test
    void setuidIsDropped() throws IOException {
        unpack(tar(tar -> file(tar, "su", "x", 06777)));

        assertMode("su", "rwxr-xr-x");
        assertThat((int) Files.getAttribute(target.resolve("su"), "unix:mode") & 07777)
                .isEqualTo(0755);
    }

    @Test
    void danglingLinkInsideIsKept() throws IOException {
        unpack(tar(tar -> link(tar, "a/b", "../c/./d")));

        assertThat(Files.readSymbolicLink(target.resolve("a/b"))).hasToString("../c/./d");
    }

    @Test
    void foldersMayRepeat() throws IOException {
        unpack(tar(tar -> {
            file(tar, "a/b", "1");
            folder(tar, "a/");
            folder(tar, "a");
        }));

        assertThat(target.resolve("a/b")).hasContent("1");
    }

    @Test
    void emptyArchivesAreArchives() throws IOException {
        unpack(tar(tar -> {}));
        unpack(zip(zip -> {}));

        assertThat(target).isEmptyDirectory();
    }

    @Test
    void sparseFilesOfGnuTarAreUnpacked() throws Exception {
        for (String format : List.of(
                "--format=gnu",
                "--format=posix --sparse-version=1.0",
                "--format=posix --sparse-version=0.1",
                "--format=posix --sparse-version=0.0")) {
            Path source = Files.createDirectory(folder.resolve("source" + format.hashCode()));
            byte[] content = new byte[3_000_001];
            Arrays.fill(content, 1_000_000, 1_000_100, (byte) 'x');
            try (var channel = Files.newByteChannel(
                    source.resolve("f"),
                    java.nio.file.StandardOpenOption.CREATE,
                    java.nio.file.StandardOpenOption.WRITE)) {
                channel.position(1_000_000).write(java.nio.ByteBuffer.wrap(content, 1_000_000, 100));
                channel.position(3_000_000).write(java.nio.ByteBuffer.wrap(content, 3_000_000, 1));
            }
            Path archive = folder.resolve("sparse.tar");
            List<String> command =
                    new ArrayList<>(List.of("tar", "-S", "-C", source.toString(), "-cf", archive.toString()));
            command.addAll(List.of(format.split(" ")));
            command.add("f");
            assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
                    .isZero();
            assertThat(Files.size(archive)).isLessThan(100_000);

            Path made = Files.createDirectory(folder.resolve("made" + format.hashCode()));
            new Unpacker().unpack(archive, made, Progress.NONE, () -> false);

            assertThat(made.resolve("f")).hasBinaryContent(content);
        }
    }

    @Test
    void progressReachesTheEnd() throws IOException {
        Path archive = Files.write(folder.resolve("a"), gzip(sample()));
        List<Long> heard = new ArrayList<>();

        new Unpacker().unpack(archive, target, (read, size) -> heard.add(size - read), () -> false);

        assertThat(heard).isSortedAccordingTo((a, b) -> Long.compare(b, a)).endsWith(0L);
    }

    @Test
    void cancelledInTheMiddleLeavesNothing() throws IOException {
        Path archive = Files.write(folder.resolve("a"), sample());
        AtomicInteger asked = new AtomicInteger();

        assertThatThrownBy(
                        () -> new Unpacker().unpack(archive, target, Progress.NONE, () -> asked.incrementAndGet() > 5))
                .isInstanceOf(RealizeCancelledException.class);
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void interruptStopsAndStays() throws IOException {
        Path archive = Files.write(folder.resolve("a"), zip(zip -> file(zip, "x", "y".repeat(100_000))));

        Progress interrupting = (read, size) -> Thread.currentThread().interrupt();
        assertThatThrownBy(() -> new Unpacker().unpack(archive, target, interrupting, () -> false))
                .isInstanceOf(RealizeCancelledException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void failureOfTheListenerLeavesNothingAndPasses() throws IOException {
        Path archive = Files.write(folder.resolve("a"), sample());
        Progress failing = (read, size) -> {
            throw new IllegalStateException("mine");
        };

        assertThatThrownBy(() -> new Unpacker().unpack(archive, target, failing, () -> false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mine");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void targetThatIsNotEmptyIsRefusedAndKept() throws IOException {
        Files.createFile(target.resolve("mine"));

        assertThatThrownBy(() -> unpack(sample())).isInstanceOf(IllegalArgumentException.class);
        assertThat(target.resolve("mine")).exists();
    }

    @Test
    void missingArchiveIsNamed() {
        assertThatThrownBy(() -> new Unpacker().unpack(folder.resolve("no"), target, Progress.NONE, () -> false))
                .isInstanceOf(StoreAccessException.class)
                .hasMessageContaining("no");
    }
}
