// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.luarium.store.internal.tree.TreeFixture.make;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.ArchiveException;

final class TreeStreamTest {
    private static final TreeLimits LIMITS = new TreeLimits(1 << 20, 100, 10);

    @TempDir(cleanup = CleanupMode.NEVER)
    Path folder;

    private Path copy;

    @BeforeEach
    void setUp() {
        copy = folder.resolve("copy");
    }

    @AfterEach
    void deleteAll() throws IOException {
        Trees.delete(folder);
    }

    @Test
    void export134_treeWithFoldersExecutablesAndLinksIsMadeAnewAndSealed() throws IOException {
        Path tree = make(
                folder.resolve("tree"),
                "f a 1",
                "x b 2",
                "d c/d",
                "f c/é 3",
                "f \\xff",
                "l link c",
                "l out ../../\\xfe");
        HashedTree expected = new TreeHasher(1).hash(tree, Progress.NONE);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        HashedTree written = TreeStream.write(tree, out, Progress.NONE);
        HashedTree read = read(out.toByteArray());

        assertThat(written).isEqualTo(expected);
        assertThat(read).isEqualTo(expected);
        assertThat(new TreeHasher(1).hash(copy, Progress.NONE)).isEqualTo(expected);
        assertThat(Stat.mode(copy.resolve("b")).mode()).isEqualTo(0100555);
        assertThat(Stat.all(copy.resolve("c")).hasSealedTime()).isTrue();
        assertThat(Stat.mode(copy).mode()).isEqualTo(0040555);
    }

    @Test
    void streamsFollowOneAnother() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TreeStream.write(make(folder.resolve("one"), "f . 1"), out, Progress.NONE);
        TreeStream.write(make(folder.resolve("two"), "f a 2"), out, Progress.NONE);
        out.write('!');
        InputStream in = new ByteArrayInputStream(out.toByteArray());

        TreeStream.read("test", in, copy, LIMITS, Progress.NONE);
        TreeStream.read("test", in, folder.resolve("copy2"), LIMITS, Progress.NONE);

        assertThat(copy).hasContent("1");
        assertThat(folder.resolve("copy2/a")).hasContent("2");
        assertThat(in.read()).isEqualTo('!');
    }

    @Test
    void truncatedStreamLeavesNothing() throws IOException {
        Path tree = make(folder.resolve("tree"), "f a/b 123", "l c a");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TreeStream.write(tree, out, Progress.NONE);

        for (int size = 0; size < out.size(); size++) {
            assertRefused(Arrays.copyOf(out.toByteArray(), size)).withMessageContaining("ends too early");
        }
    }

    @Test
    void namesThatLeadElsewhereAreRefused() throws IOException {
        for (String name : new String[] {"..", ".", "a/b", "/etc", "a\0b", "", "-".repeat(256)}) {
            assertRefused(new Stream().folder("").file(name, "x").end());
        }
        assertThat(folder.toFile().list()).isEmpty();
    }

    @Test
    void nothingIsWrittenThroughALink() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        assertRefused(new Stream()
                .folder("")
                .link("a", outside.toString())
                .folder("a")
                .file("x", "x")
                .end()
                .end());
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void namesInWrongOrderOrTwiceAreRefused() throws IOException {
        assertRefused(new Stream().folder("").file("b", "").file("a", "").end()).withMessageContaining("order");
        assertRefused(new Stream().folder("").file("a", "").file("a", "").end()).withMessageContaining("twice");
        assertRefused(new Stream().folder("").file("\u00e9", "").file("z", "").end());
    }

    @Test
    void lengthsAreComparedWithLimitsBeforeTheyAreBelieved() throws IOException {
        for (long length : new long[] {-1, LIMITS.bytes() + 1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertRefused(new Stream().folder("").head('f', "a").number(length)).withMessageContaining("bytes");
        }
        for (int length : new int[] {-1, 0, 4096, Integer.MAX_VALUE}) {
            assertRefused(new Stream().folder("").head('l', "a").number(length));
            assertRefused(new Stream().folder("").kind('f').number(length));
        }
        assertRefused(new Stream()
                        .folder("")
                        .file("a", "x".repeat(600_000))
                        .file("b", "x".repeat(600_000))
                        .end())
                .withMessageContaining("bytes");
    }

    @Test
    void entriesAndDepthAreLimited() throws IOException {
        Stream many = new Stream().folder("");
        for (int i = 100; i < 200; i++) {
            many.file("f" + i, "");
        }
        assertRefused(many.end()).withMessageContaining("entries");

        Stream deep = new Stream().folder("");
        for (int i = 0; i < 10; i++) {
            deep.folder("d");
        }
        assertRefused(deep).withMessageContaining("10 folders");
    }

    @Test
    void whatIsNotCanonicalIsRefused() throws IOException {
        assertRefused(new Stream().link("", "a"));
        assertRefused(new Stream().file("top", ""));
        assertRefused(new Stream().kind('z').number(0));
        for (String target : new String[] {"a//b", "a/", "a\0"}) {
            assertRefused(new Stream().folder("").link("l", target).end());
        }
        assertRefused("something else, and long enough".getBytes(UTF_8)).withMessageContaining("begin");
    }

    @Test
    void longPathIsRefused() throws IOException {
        Stream deep = new Stream().folder("");
        for (int i = 0; i < 13; i++) {
            deep.folder("-".repeat(250));
        }
        assertThatThrownBy(() ->
                        TreeStream.read("test", deep.input(), copy, new TreeLimits(1000, 1000, 1000), Progress.NONE))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining("3072");
        assertThat(copy).doesNotExist();
    }

    @Test
    void whatIsThereStaysUntouched() throws IOException {
        make(copy, "f a 1");
        byte[] stream = new Stream().folder("").file("b", "2").end().bytes();

        assertThatThrownBy(() -> read(stream)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(copy.resolve("a")).hasContent("1");
    }

    @Test
    void cancellingLeavesNothing() throws IOException {
        byte[] stream =
                new Stream().folder("").file("a", "1").file("b", "2").end().bytes();
        Progress progress = new Progress(bytes -> {}, () -> Files.exists(copy.resolve("b")));

        assertThatThrownBy(() -> TreeStream.read("test", new ByteArrayInputStream(stream), copy, LIMITS, progress))
                .isInstanceOf(CancellationException.class);
        assertThat(copy).doesNotExist();
    }

    private HashedTree read(byte[] stream) throws IOException {
        return TreeStream.read("test", new ByteArrayInputStream(stream), copy, LIMITS, Progress.NONE);
    }

    private ThrowableAssertAlternative<ArchiveException> assertRefused(Stream stream) throws IOException {
        return assertRefused(stream.bytes());
    }

    private ThrowableAssertAlternative<ArchiveException> assertRefused(byte[] stream) {
        ThrowableAssertAlternative<ArchiveException> refused =
                assertThatExceptionOfType(ArchiveException.class).isThrownBy(() -> read(stream));
        assertThat(copy).doesNotExist();
        return refused;
    }

    /** Writes streams that the product never would. */
    private static final class Stream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(bytes);

        Stream() throws IOException {
            out.write(TreeStream.MAGIC);
        }

        Stream kind(char kind) throws IOException {
            out.write(kind);
            return this;
        }

        Stream number(int number) throws IOException {
            out.writeInt(number);
            return this;
        }

        Stream number(long number) throws IOException {
            out.writeLong(number);
            return this;
        }

        Stream text(String text) throws IOException {
            out.write(text.getBytes(UTF_8));
            return this;
        }

        Stream head(char kind, String name) throws IOException {
            return kind(kind).number(name.getBytes(UTF_8).length).text(name);
        }

        Stream folder(String name) throws IOException {
            return head('d', name);
        }

        Stream file(String name, String content) throws IOException {
            return head('f', name).number((long) content.length()).text(content);
        }

        Stream link(String name, String target) throws IOException {
            return head('l', name).number(target.length()).text(target);
        }

        Stream end() throws IOException {
            return kind('e');
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }

        InputStream input() {
            return new ByteArrayInputStream(bytes());
        }
    }
}
