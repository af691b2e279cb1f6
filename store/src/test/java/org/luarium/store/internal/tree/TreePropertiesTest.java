// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;
import org.luarium.store.Hash;

final class TreePropertiesTest {
    private static final TreeLimits LIMITS = new TreeLimits(1 << 20, 1000, 20);

    private Path folder = Path.of("");

    @BeforeTry
    void setUp() throws IOException {
        folder = Files.createTempDirectory("luarium-trees");
    }

    @AfterTry
    void tearDown() throws IOException {
        Trees.delete(folder);
    }

    @Property(tries = 200)
    void treesAreEqualIfAndOnlyIfTheirContentsAre(
            @ForAll("trees") Map<String, String> one, @ForAll("trees") Map<String, String> other) throws IOException {
        Hash first = hash(make("one", one, false));
        Hash again = hash(make("again", one, true));
        Hash second = hash(make("other", other, false));

        assertThat(again).isEqualTo(first);
        assertThat(second.equals(first)).isEqualTo(one.equals(other));
    }

    @Property(tries = 200)
    void whatIsWrittenIsReadWithTheSameHash(@ForAll("trees") Map<String, String> content) throws IOException {
        Path tree = make("tree", content, false);
        HashedTree expected = new TreeHasher(1).hash(tree, Progress.NONE);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Path copy = folder.resolve("copy");

        assertThat(TreeStream.write(tree, out, Progress.NONE)).isEqualTo(expected);
        byte[] stream = out.toByteArray();
        assertThat(TreeStream.read("test", new ByteArrayInputStream(stream), copy, LIMITS, Progress.NONE))
                .isEqualTo(expected);
        assertThat(new TreeHasher(1).hash(copy, Progress.NONE)).isEqualTo(expected);
        out.reset();
        TreeStream.write(copy, out, Progress.NONE);
        assertThat(out.toByteArray()).isEqualTo(stream);
    }

    @Property(tries = 100)
    void hash94_parallelIsSequential(@ForAll("trees") Map<String, String> content) throws IOException {
        Path tree = make("tree", content, false);
        HashedTree expected = new TreeHasher(1).hash(tree, Progress.NONE);

        assertThat(new TreeHasher(3).hash(tree, Progress.NONE)).isEqualTo(expected);
        assertThat(new TreeHasher(2).hashAndSeal(tree, true, Progress.NONE)).isEqualTo(expected);
    }

    @Property(tries = 100)
    void copiesAreEqual(@ForAll("trees") Map<String, String> content) throws IOException {
        Path tree = make("tree", content, false);
        HashedTree expected = new TreeHasher(1).hashAndSeal(tree, true, Progress.NONE);

        Trees.copyWritable(tree, folder.resolve("copy"));
        Trees.hardLinkOrCopy(tree, folder.resolve("linked"));

        assertThat(new TreeHasher(1).hash(folder.resolve("copy"), Progress.NONE))
                .isEqualTo(expected);
        assertThat(new TreeHasher(1).hash(folder.resolve("linked"), Progress.NONE))
                .isEqualTo(expected);
    }

    /** Paths, and for each the kind and what is in it; names of folders and of other things differ, so they never clash. */
    @Provide
    Arbitrary<Map<String, String>> trees() {
        Arbitrary<String> folders = Arbitraries.of("", "D/", "D/E/", "D-/", "\u00c9/", "D/E/F/");
        Arbitrary<String> names = Arbitraries.of("a", "b", "ab", "a.b", "_a", "\u00e9", "a b", "-");
        Arbitrary<String> values =
                Arbitraries.of("f", "f 1", "f 12", "x 1", "x", "l 1", "l ../a", "d", "f \\0", "f \u00e9");
        Arbitrary<String> paths = Combinators.combine(folders, names).as(String::concat);
        return Arbitraries.maps(paths, values).ofMaxSize(40);
    }

    private Path make(String name, Map<String, String> content, boolean backwards) throws IOException {
        List<String> lines = new ArrayList<>();
        new TreeMap<>(content).forEach((path, value) -> {
            String escaped = path.replace(" ", "\\x20");
            lines.add(value.charAt(0) + " " + escaped + value.substring(1));
        });
        if (backwards) {
            Collections.reverse(lines);
        }
        lines.add(0, "d .");
        return TreeFixture.make(folder.resolve(name), lines);
    }

    private static Hash hash(Path tree) throws IOException {
        return new TreeHasher(1).hash(tree, Progress.NONE).hash();
    }
}
