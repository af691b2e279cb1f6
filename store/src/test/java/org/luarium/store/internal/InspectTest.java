// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.luarium.store.internal.StoreFixture.config;
import static org.luarium.store.internal.StoreFixture.list;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.Attempt;
import org.luarium.store.BuildFailedException;
import org.luarium.store.Config;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Query;
import org.luarium.store.Realization;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.StoreAccessException;

class InspectTest {
    @TempDir
    private Path directory;

    private StoreFixture fixture;
    private StoreImpl store;

    @BeforeEach
    void open() {
        fixture = new StoreFixture(directory.resolve("store"));
        store = fixture.store;
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private List<Ref.RRef> find(Query query) {
        return store.find(query).stream().map(Realization::ref).toList();
    }

    /** A derivation has no folder of its own, but those of its realizations lead back to it. */
    @Test
    void refOf6_everyPathOfADerivationGivesItBack() throws Exception {
        Ref.DRef dref = fixture.put("one", "1").dref();
        Ref.RRef other = fixture.put("two", "2");

        List<Path> paths =
                store.realizations(dref).stream().map(Realization::path).toList();

        assertThat(paths).isNotEmpty();
        assertThat(paths)
                .allSatisfy(path ->
                        assertThat(store.refOf(path)).map(Ref.RRef::dref).contains(dref));
        assertThat(store.refOf(fixture.tree(other))).map(Ref.RRef::dref).isNotEqualTo(Optional.of(dref));
    }

    @Test
    void refOf7_findsThePathOfAnObjectAlsoThroughLinks() throws Exception {
        Ref.RRef one = fixture.put("one", "1");
        Path link = Files.createSymbolicLink(directory.resolve("a"), fixture.tree(one));
        Path chain = Files.createSymbolicLink(directory.resolve("b"), Path.of("a"));
        Path alias = Files.createSymbolicLink(directory.resolve("alias"), fixture.root);
        Path relative = Path.of("").toAbsolutePath().relativize(fixture.tree(one));

        assertThat(Stream.of(
                        fixture.tree(one),
                        fixture.object(one),
                        link,
                        chain,
                        relative,
                        fixture.tree(one).resolve("."),
                        fixture.root
                                .resolve("roots/../objects")
                                .resolve(fixture.object(one).getFileName()),
                        alias.resolve("objects").resolve(fixture.object(one).getFileName())))
                .allSatisfy(path -> assertThat(store.refOf(path)).contains(one));
    }

    @Test
    void refOf8_isEmptyForForeignPaths() throws Exception {
        Ref.RRef one = fixture.put("one", "1");
        Ref.RRef gone = fixture.put("gone", "1");
        store.remove(gone);
        Path loop = Files.createSymbolicLink(directory.resolve("loop"), directory.resolve("loop"));
        Path other = Files.createDirectories(
                directory.resolve("other/objects").resolve(fixture.object(one).getFileName()));

        assertThat(Stream.of(
                        Path.of("/"),
                        Path.of(""),
                        directory,
                        fixture.root,
                        fixture.root.resolve("objects"),
                        fixture.tree(one).resolve("file"),
                        fixture.object(one).resolve("manifest"),
                        fixture.tree(gone),
                        fixture.root.resolve("objects/nothing"),
                        loop,
                        other))
                .allSatisfy(path -> assertThat(store.refOf(path)).isEmpty());
    }

    @Test
    void list95_aDerivationListsItsRealizations() {
        Ref.RRef first = fixture.put("one", "1");
        Ref.RRef second = fixture.put("one", "2");
        fixture.put("other", "1");

        assertThat(store.realizations(first.dref()))
                .extracting(Realization::ref)
                .containsExactlyInAnyOrder(first, second)
                .isSorted();
    }

    @Test
    void usage97_isEmptyAtFirstAndAddsUp() {
        assertThat(store.usage()).isEmpty();
        Ref.RRef first = fixture.put("one", "12345");
        Ref.RRef second = fixture.put("one", "123");

        assertThat(store.usage()).containsOnly(Map.entry(first, 5L), Map.entry(second, 3L));
    }

    @Test
    void find98_byName() {
        Ref.RRef ab = fixture.put("ab", "1");
        Ref.RRef abc = fixture.put("abc", "1");
        Ref.RRef bc = fixture.put("bc", "1");

        assertThat(find(Query.all())).containsExactlyInAnyOrder(ab, abc, bc).isSorted();
        assertThat(find(Query.all().name("ab*"))).containsExactlyInAnyOrder(ab, abc);
        assertThat(find(Query.all().name("?b"))).containsExactly(ab);
        assertThat(find(Query.all().name("[a]b"))).isEmpty();
        assertThat(find(Query.all().name(""))).isEmpty();
    }

    @Test
    void find98_byContent() throws Exception {
        Ref.RRef lua = fixture.put(config("lua").build(), tree -> {
            Files.createDirectories(tree.resolve("lib/deep"));
            Files.writeString(tree.resolve("lib/deep/_init.lua"), "");
        });
        fixture.put("other", "1");

        assertThat(find(Query.all().containing("**.lua"))).containsExactly(lua);
        assertThat(find(Query.all().containing("lib/*/_init.lua"))).containsExactly(lua);
        assertThat(find(Query.all().containing("lib"))).containsExactly(lua);
        assertThat(find(Query.all().containing("*.lua"))).isEmpty();
        assertThat(find(Query.all().containing("**.lua").name("o*"))).isEmpty();
    }

    @Test
    void find98_byTime() {
        Ref.RRef old = fixture.put("old", "1");
        fixture.later();
        Ref.RRef young = fixture.put("young", "1");

        assertThat(find(Query.all().newerThan(StoreFixture.START))).containsExactly(young);
        assertThat(find(Query.all().newerThan(StoreFixture.START.minusNanos(1))))
                .hasSize(2);
        assertThat(find(Query.all().newerThan(fixture.now))).isEmpty();
        assertThat(fixture.has(old)).isTrue();
    }

    @Test
    void find98_byStageWritesNothing() {
        Stage<Ref.DRef> stage = plan -> plan.derive(
                Config.builder("one").build(),
                build -> Files.writeString(build.out().resolve("a"), "a"));

        assertThat(store.find(Query.all().stage(stage))).isEmpty();
        assertThat(store.derivations()).isEmpty();
        Realization one = store.realize(stage).one();
        fixture.put("one", "1");

        assertThat(store.find(Query.all().stage(stage))).containsExactly(one);
    }

    @Test
    void difference99_isUnified() {
        Map<String, Object> values = new TreeMap<>();
        for (char c = 'a'; c <= 'z'; c++) {
            values.put(String.valueOf(c), (long) c);
        }
        Ref.DRef left = fixture.define(Config.of(values));
        values.put("b", "text");
        values.put("p", List.of(1, Map.of("x", 1.5)));
        values.remove("z");
        Ref.DRef right = fixture.define(Config.of(values));

        assertThat(store.difference(left, right)).isEqualTo("""
                        --- %s
                        +++ %s
                        @@ -1,6 +1,6 @@
                         {
                           "a": 97,
                        -  "b": 98,
                        +  "b": "text",
                           "c": 99,
                           "d": 100,
                           "e": 101,
                        @@ -14,7 +14,12 @@
                           "m": 109,
                           "n": 110,
                           "o": 111,
                        -  "p": 112,
                        +  "p": [
                        +    1,
                        +    {
                        +      "x": 1.5E0
                        +    }
                        +  ],
                           "q": 113,
                           "r": 114,
                           "s": 115,
                        @@ -23,6 +28,5 @@
                           "v": 118,
                           "w": 119,
                           "x": 120,
                        -  "y": 121,
                        -  "z": 122
                        +  "y": 121
                         }
                        """.formatted(left, right));
        assertThat(store.difference(left, left)).isEmpty();
    }

    @Test
    void difference99_showsReferences() {
        Ref.RRef one = fixture.put("one", "1");
        Ref.RRef top = fixture.put("top", "1", one);

        assertThat(store.difference(one.dref(), top.dref()))
                .contains("-  \"name\": \"one\"\n", "+    {\"$dep\": [\"" + one.dref() + "\"]}\n");
    }

    @Test
    void difference99_needsBoth() {
        Ref.RRef one = fixture.put("one", "1");
        store.remove(one.dref());

        assertThatThrownBy(() -> store.difference(one.dref(), one.dref())).isInstanceOf(ObjectNotFoundException.class);
    }

    @Test
    void link100_isRelativeNamedAndReplacesAnOldOne() throws Exception {
        Ref.RRef one = fixture.put("one", "1");
        fixture.later();
        Ref.RRef two = fixture.put("one", "2");
        Path folder = Files.createDirectory(directory.resolve("links"));

        Path link = store.link(one, folder.resolve("%T-%N"));
        Path fixed = store.link(one, folder.resolve("result"));
        Path replaced = store.link(two, folder.resolve("result"));

        assertThat(link).isEqualTo(folder.resolve("20260131-235959-one"));
        assertThat(Files.readSymbolicLink(link))
                .isRelative()
                .isEqualTo(Path.of("../store/objects")
                        .resolve(fixture.object(one).getFileName())
                        .resolve("tree"));
        assertThat(link.resolve("file")).hasContent("1");
        assertThat(replaced).isEqualTo(fixed);
        assertThat(replaced.resolve("file")).hasContent("2");
        assertThat(store.refOf(replaced)).contains(two);
        assertThat(list(folder)).containsExactlyInAnyOrder(link, replaced);
    }

    @Test
    void link100_leadsThereAlsoFromAFolderThatIsALink() throws Exception {
        Ref.RRef one = fixture.put("one", "1");
        Files.createDirectories(directory.resolve("a/b/c"));
        Path alias = Files.createSymbolicLink(directory.resolve("alias"), Path.of("a/b/c"));

        assertThat(store.link(one, alias.resolve("x")).resolve("file")).hasContent("1");
    }

    @Test
    void link100_refusesToReplaceWhatIsNoLink() throws Exception {
        Ref.RRef one = fixture.put("one", "1");
        Path file = Files.writeString(directory.resolve("file"), "mine");
        Path folder = Files.createDirectory(directory.resolve("folder"));

        assertThatThrownBy(() -> store.link(one, file)).isInstanceOf(StoreAccessException.class);
        assertThatThrownBy(() -> store.link(one, folder)).isInstanceOf(StoreAccessException.class);
        assertThatThrownBy(() -> store.link(one, directory.resolve("missing/x")))
                .isInstanceOf(StoreAccessException.class);
        assertThat(file).hasContent("mine");
        assertThat(Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)).isTrue();
        store.remove(one);
        assertThatThrownBy(() -> store.link(one, directory.resolve("x"))).isInstanceOf(ObjectNotFoundException.class);
    }

    @Test
    void copyCanBeChanged() throws Exception {
        Ref.RRef one = fixture.put("one", "1");
        Path copy = directory.resolve("copy");

        store.copy(one, copy);
        Files.writeString(copy.resolve("file"), "2");
        Files.writeString(copy.resolve("more"), "2");

        assertThat(fixture.tree(one).resolve("file")).hasContent("1");
        assertThat(Files.getPosixFilePermissions(copy.resolve("file"))).hasSize(4);
        assertThatThrownBy(() -> store.copy(one, copy)).isInstanceOf(StoreAccessException.class);
        assertThat(list(fixture.root.resolve("leases"))).isEmpty();
    }

    @Test
    void contextIsEverythingThatItWasMadeOf() {
        Ref.RRef base = fixture.put("base", "1");
        Ref.RRef other = fixture.put("base", "2");
        Ref.RRef left = fixture.put("left", "1", base);
        Ref.RRef right = fixture.put("right", "1", base, other);
        Ref.RRef top = fixture.put("top", "1", left, right);

        assertThat(store.context(base)).isEmpty();
        assertThat(store.context(left)).containsExactly(Map.entry(base.dref(), List.of(base)));
        assertThat(store.context(top))
                .containsOnlyKeys(base.dref(), left.dref(), right.dref())
                .containsEntry(base.dref(), Stream.of(base, other).sorted().toList());
        assertThat(store.dependents(base, false)).containsExactlyInAnyOrder(left, right);
        assertThat(store.dependents(other, true)).containsExactlyInAnyOrder(right, top);
        assertThat(store.dependents(top, true)).isEmpty();
    }

    @Test
    void whyDepends104_isAShortestChain() {
        Ref.RRef base = fixture.put("base", "1");
        Ref.RRef middle = fixture.put("middle", "1", base);
        Ref.RRef upper = fixture.put("upper", "1", middle);
        Ref.RRef top = fixture.put("top", "1", upper, middle);
        Ref.RRef other = fixture.put("other", "1");

        assertThat(store.whyDepends(top, base)).containsExactly(top, middle, base);
        assertThat(store.whyDepends(top, middle)).containsExactly(top, middle);
        assertThat(store.whyDepends(top.dref(), base.dref())).containsExactly(top.dref(), middle.dref(), base.dref());
        assertThat(store.whyDepends(base, top)).isEmpty();
        assertThat(store.whyDepends(top, other)).isEmpty();
        assertThat(store.whyDepends(top, top)).isEmpty();
        assertThat(store.whyDepends(top.dref(), other.dref())).isEmpty();
        assertThatThrownBy(() -> store.whyDepends(top, base.dref())).isInstanceOf(IllegalArgumentException.class);
        store.remove(other.dref());
        assertThatThrownBy(() -> store.whyDepends(top, other)).isInstanceOf(ObjectNotFoundException.class);
        assertThatThrownBy(() -> store.whyDepends(other.dref(), top.dref()))
                .isInstanceOf(ObjectNotFoundException.class);
    }

    @Test
    void attemptsAreListedWithTheirLogs() {
        Stage<Ref.DRef> stage = plan -> plan.derive(Config.builder("bad").build(), build -> {
            build.log().write("said".getBytes(UTF_8));
            throw new IllegalStateException("no luck");
        });
        Ref.DRef dref = store.instantiate(stage).targets().get(0);
        assertThat(store.attempts(dref)).isEmpty();
        assertThatThrownBy(() -> store.realize(stage)).isInstanceOf(BuildFailedException.class);
        fixture.later();
        assertThatThrownBy(() -> store.realize(stage)).isInstanceOf(BuildFailedException.class);

        assertThat(store.attempts(dref))
                .hasSize(2)
                .extracting(Attempt::ended)
                .containsExactly(fixture.now, StoreFixture.START);
        assertThat(store.attempts(dref)).allSatisfy(attempt -> {
            assertThat(attempt.problem()).contains("no luck");
            assertThat(attempt.log().orElseThrow()).hasContent("said");
        });
    }
}
