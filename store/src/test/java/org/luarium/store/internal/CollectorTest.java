// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.luarium.store.internal.StoreFixture.config;
import static org.luarium.store.internal.StoreFixture.list;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.store.BuildFailedException;
import org.luarium.store.CollectOptions;
import org.luarium.store.CollectReport;
import org.luarium.store.Config;
import org.luarium.store.CorruptStoreException;
import org.luarium.store.Lease;
import org.luarium.store.Realization;
import org.luarium.store.Ref;
import org.luarium.store.Stage;
import org.luarium.store.internal.record.JournalRecord;

class CollectorTest {
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

    private CollectReport collect(CollectOptions options) {
        return store.collect(options);
    }

    private CollectReport collectAll() {
        return store.collect(CollectOptions.all());
    }

    @Test
    void collect106_removesEverythingThatNobodyKeeps() throws Exception {
        Ref.RRef base = fixture.put("base", "b");
        Ref.RRef top = fixture.put("top", "t", base);

        CollectReport report = collectAll();

        assertThat(report.removed()).containsExactly(Map.entry(top, 1L), Map.entry(base, 1L));
        assertThat(report.derivations()).containsExactlyInAnyOrder(base.dref(), top.dref());
        assertThat(report.kept()).isZero();
        assertThat(report.bytes()).isEqualTo(2);
        assertThat(report.foreign()).isEmpty();
        assertThat(report.pause()).isBetween(Duration.ZERO, Duration.ofMinutes(1));
        assertThat(store.derivations()).isEmpty();
        assertThat(list(fixture.disk.layout().objects())).isEmpty();
        assertThat(list(fixture.disk.layout().trash())).isEmpty();
    }

    @Test
    void collect106_afterwardsEverythingCanBeMadeAgain() {
        Stage<Ref.DRef> stage = plan -> plan.derive(
                Config.builder("one").build(),
                build -> Files.writeString(build.out().resolve("a"), "a"));
        Realization first = store.realize(stage).one();
        collectAll();

        Realization second = store.realize(stage).one();

        assertThat(second.ref()).isEqualTo(first.ref());
        assertThat(second.path().resolve("a")).hasContent("a");
    }

    @Test
    void collect107_keepsAContextAndDropsSiblings() {
        Ref.RRef used = fixture.put("base", "1");
        Ref.RRef unused = fixture.put("base", "2");
        Ref.RRef kept = fixture.put("top", "1", used);
        Ref.RRef sibling = fixture.put("top", "2", used);
        Ref.RRef other = fixture.put("top", "1", unused);

        collect(CollectOptions.all().keeping(Set.of(kept)));

        assertThat(Stream.of(used, unused, kept, sibling, other).filter(fixture::has))
                .containsExactlyInAnyOrder(used, kept);
        assertThat(store.derivations()).containsExactlyInAnyOrder(used.dref(), kept.dref());
    }

    @Test
    void collect108_keepsAllRealizationsOfADerivationAndWhatTheyNeed() {
        Ref.RRef baseA = fixture.put("base", "1");
        Ref.RRef baseB = fixture.put("base", "2");
        Ref.RRef topA = fixture.put("top", "1", baseA);
        Ref.RRef topB = fixture.put("top", "2", baseA);
        Ref.RRef above = fixture.put("above", "1", topA);

        CollectReport report = collect(CollectOptions.all().keeping(Set.of(topA.dref())));

        assertThat(Stream.of(baseA, baseB, topA, topB, above).filter(fixture::has))
                .containsExactlyInAnyOrder(baseA, baseB, topA, topB);
        assertThat(report.kept()).isEqualTo(4);
        assertThat(report.derivations()).containsExactly(above.dref());
    }

    @Test
    void collect108_keepsTheDependenciesOfADerivationThatIsNotRealized() {
        Ref.RRef base = fixture.put("base", "1");
        Ref.DRef top = fixture.define(config("top", base).build());
        Ref.DRef other = fixture.define(config("other", base).build());

        CollectReport report = collect(CollectOptions.all().keeping(Set.of(top)));

        assertThat(fixture.has(base)).isTrue();
        assertThat(report.derivations()).containsExactly(other);
        assertThat(store.derivations()).containsExactlyInAnyOrder(base.dref(), top);
    }

    @Test
    void collect_ignoresWhatItShallKeepAndIsNotThere() {
        Ref.RRef gone = fixture.put("gone", "1");
        collectAll();
        Ref.RRef other = fixture.put("other", "1");

        collect(CollectOptions.all().keeping(Set.of(gone, gone.dref())));

        assertThat(fixture.has(other)).isFalse();
    }

    @Test
    void collect109_keepsWhatASingleLinkPointsTo() throws Exception {
        Ref.RRef kept = fixture.put("kept", "1");
        Ref.RRef other = fixture.put("other", "1");
        Path link = store.link(kept, directory.resolve("result"));

        collect(CollectOptions.all().keepingLinksIn(Set.of(link)));

        assertThat(fixture.has(kept)).isTrue();
        assertThat(fixture.has(other)).isFalse();
    }

    @Test
    @Timeout(60)
    void collect109_keepsWhatLinksInNestedFoldersPointTo() throws Exception {
        Ref.RRef straight = fixture.put("straight", "1");
        Ref.RRef chained = fixture.put("chained", "1");
        Ref.RRef inside = fixture.put("inside", "1");
        Ref.RRef throughFolder = fixture.put("through", "1");
        Ref.RRef other = fixture.put("other", "1");
        Path links = Files.createDirectories(directory.resolve("links/deep/deeper"));
        store.link(straight, links.resolve("a"));
        Path elsewhere = store.link(chained, directory.resolve("elsewhere"));
        Files.createSymbolicLink(links.resolve("b"), elsewhere);
        Files.createSymbolicLink(links.resolve("c"), fixture.tree(inside).resolve("file"));
        Files.createSymbolicLink(directory.resolve("objects"), fixture.root.resolve("objects"));
        Files.createSymbolicLink(
                links.resolve("d"),
                directory
                        .resolve("objects")
                        .resolve(fixture.object(throughFolder).getFileName()));
        Files.createSymbolicLink(links.resolve("loop"), links.resolve("loop"));
        Files.createSymbolicLink(links.resolve("up"), directory.resolve("links"));
        Files.createSymbolicLink(links.resolve("dangling"), Path.of("/nowhere/at/all"));
        Files.writeString(links.resolve("text"), "no link");

        collect(CollectOptions.all().keepingLinksIn(Set.of(directory.resolve("links"), directory.resolve("missing"))));

        assertThat(Stream.of(straight, chained, inside, throughFolder, other).filter(fixture::has))
                .containsExactlyInAnyOrder(straight, chained, inside, throughFolder);
    }

    @Test
    void collect109_followsAGivenLinkToAFolderOfLinks() throws Exception {
        Ref.RRef kept = fixture.put("kept", "1");
        Path folder = Files.createDirectory(directory.resolve("links"));
        store.link(kept, folder.resolve("kept"));
        Path link = Files.createSymbolicLink(directory.resolve("alias"), folder);

        collect(CollectOptions.all().keepingLinksIn(Set.of(link)));

        assertThat(fixture.has(kept)).isTrue();
    }

    @Test
    void collect109_linksInsideAnObjectKeepNothing() throws Exception {
        Ref.RRef other = fixture.put("other", "1");
        Ref.RRef kept = fixture.put(
                config("kept").build(), tree -> Files.createSymbolicLink(tree.resolve("l"), fixture.tree(other)));
        Path link = store.link(kept, directory.resolve("result"));

        collect(CollectOptions.all().keepingLinksIn(Set.of(link)));

        assertThat(fixture.has(kept)).isTrue();
        assertThat(fixture.has(other)).isFalse();
    }

    @Test
    void collect111_dryRunListsSizesAndRemovesNothing() {
        Ref.RRef base = fixture.put("base", "12345");
        Ref.RRef top = fixture.put("top", "123", base);
        fixture.define(Config.builder("unrealized").build());

        CollectReport dry = collect(CollectOptions.all().dryRunning());

        assertThat(dry.removed()).containsExactly(Map.entry(top, 3L), Map.entry(base, 5L));
        assertThat(dry.bytes()).isEqualTo(8);
        assertThat(dry.derivations()).hasSize(3);
        assertThat(fixture.has(base)).isTrue();
        assertThat(fixture.has(top)).isTrue();
        assertThat(store.derivations()).hasSize(3);
        assertThat(collectAll())
                .usingRecursiveComparison()
                .ignoringFields("pause")
                .isEqualTo(dry);
    }

    @Test
    void collect_keepsWhatRootsProfilesAndLeasesKeep() {
        Ref.RRef base = fixture.put("base", "1");
        Ref.RRef rooted = fixture.put("rooted", "1", base);
        Ref.RRef old = fixture.put("old", "1");
        Ref.RRef current = fixture.put("current", "1");
        Ref.RRef leased = fixture.put("leased", "1");
        Ref.RRef other = fixture.put("other", "1");
        store.addRoot("root", rooted);
        store.profile("p").commit(Map.of("a", old), "");
        store.profile("p").commit(Map.of("a", current), "");
        try (Lease lease = store.lease(Set.of(leased))) {
            assertThat(lease.refs()).containsExactly(leased);

            collectAll();

            assertThat(Stream.of(base, rooted, old, current, leased, other).filter(fixture::has))
                    .containsExactlyInAnyOrder(base, rooted, old, current, leased);
        }
        store.removeRoot("root");
        store.removeProfile("p");

        assertThat(collectAll().removed().keySet()).containsExactlyInAnyOrder(base, rooted, old, current, leased);
    }

    @Test
    void collect_keepsWhatIsYoungAndWhatThatWasMadeOf() {
        Ref.RRef oldBase = fixture.put("base", "1");
        Ref.RRef oldOther = fixture.put("other", "1");
        fixture.later();
        Ref.RRef young = fixture.put("young", "1", oldBase);
        fixture.now = fixture.now.plus(Duration.ofMinutes(30));

        CollectReport report = collect(CollectOptions.all().olderThan(Duration.ofMinutes(45)));

        assertThat(report.removed().keySet()).containsExactly(oldOther);
        assertThat(fixture.has(young)).isTrue();
        assertThat(collect(CollectOptions.all().olderThan(Duration.ofSeconds(Long.MAX_VALUE)))
                        .removed())
                .isEmpty();
    }

    @Test
    void collect117_freesWhatIsOldestFirstAndStopsWhenItIsEnough() {
        Ref.RRef first = fixture.put("first", "1234567890");
        fixture.later();
        Ref.RRef second = fixture.put("second", "1234567890");
        fixture.later();
        Ref.RRef third = fixture.put("third", "1234567890");
        Ref.DRef unrealized = fixture.define(Config.builder("unrealized").build());

        assertThat(collect(CollectOptions.all().freeing(0)).removed()).isEmpty();
        CollectReport report = collect(CollectOptions.all().freeing(11));

        assertThat(report.removed().keySet()).containsExactly(first, second);
        assertThat(report.derivations()).containsExactlyInAnyOrder(first.dref(), second.dref());
        assertThat(report.kept()).isEqualTo(1);
        assertThat(store.derivations()).containsExactlyInAnyOrder(third.dref(), unrealized);
    }

    @Test
    void collect117_removesDependantsBeforeWhatTheyDependOn() {
        Ref.RRef base = fixture.put("base", "1234567890");
        fixture.later();
        Ref.RRef middle = fixture.put("middle", "1234567890");
        fixture.later();
        Ref.RRef top = fixture.put("top", "1234567890", base);

        CollectReport two = collect(CollectOptions.all().freeing(20).dryRunning());
        CollectReport all = collectAll();

        assertThat(two.removed().keySet()).containsExactly(middle, top);
        assertThat(all.removed().keySet()).containsExactly(middle, top, base);
    }

    @Test
    void collect116_reportsForeignFilesAndLeavesThem() throws Exception {
        Ref.RRef object = fixture.put("one", "1");
        Path top = Files.writeString(fixture.root.resolve("notes"), "n");
        Path inObjects = Files.createDirectory(fixture.root.resolve("objects/backup"));
        Path inRoots = Files.writeString(fixture.root.resolve("roots/README.txt"), "n");
        Path noRoot = Files.writeString(fixture.root.resolve("roots/README"), "n");
        Path inProfiles = Files.createDirectory(fixture.root.resolve("profiles/not.one"));
        Files.createDirectory(fixture.root.resolve("profiles/empty"));
        Files.writeString(fixture.root.resolve("leases/README"), "n");
        Files.writeString(fixture.root.resolve("attempts/README"), "n");

        CollectReport report = collectAll();

        assertThat(report.foreign()).containsExactlyInAnyOrder(top, inObjects, inRoots, noRoot, inProfiles);
        assertThat(report.foreign()).allMatch(Files::exists);
        assertThat(report.removed().keySet()).containsExactly(object);
    }

    @Test
    void collect_refusesToWorkWhileAGenerationCannotBeRead() throws Exception {
        Ref.RRef object = fixture.put("one", "1");
        store.profile("p").commit(Map.of("a", object), "");
        Files.writeString(fixture.root.resolve("profiles/p/1"), "{\"format\":1,");

        assertThatThrownBy(this::collectAll)
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("profiles/p/1");

        assertThat(fixture.has(object)).isTrue();
    }

    @Test
    @Tag("slow")
    @Timeout(120)
    void collect_walksAChainOf5000() {
        Ref.RRef last = fixture.put(config("n0").build(), tree -> {});
        for (int i = 1; i < 5_000; i++) {
            last = fixture.put(config("n" + i, last).build(), tree -> {}, last);
        }

        try (Lease lease = store.lease(Set.of(last))) {
            assertThat(lease.refs()).containsExactly(last);
            assertThat(collectAll().removed()).isEmpty();
        }
        assertThat(collect(CollectOptions.all().keeping(Set.of(last.dref())).dryRunning())
                        .removed())
                .isEmpty();
        CollectReport report = collectAll();

        assertThat(report.removed()).hasSize(5_000);
        assertThat(report.removed().keySet().iterator().next()).isEqualTo(last);
    }

    @Test
    void collect_removesLogsThatNoAttemptLists() throws Exception {
        Stage<Ref.DRef> good = plan -> plan.derive(Config.builder("good").build(), build -> {
            build.log().write('x');
            Files.writeString(build.out().resolve("a"), "a");
        });
        Stage<Ref.DRef> bad = plan -> plan.derive(Config.builder("bad").build(), build -> {
            build.log().write('x');
            throw new IllegalStateException("no");
        });
        Realization one = store.realize(good).one();
        assertThatThrownBy(() -> store.realize(bad)).isInstanceOf(BuildFailedException.class);
        Ref.DRef failed = store.derivations().stream()
                .filter(dref -> dref.name().equals("bad"))
                .findFirst()
                .orElseThrow();
        Path log = store.attempts(failed).get(0).log().orElseThrow();
        assertThat(list(fixture.root.resolve("attempts"))).hasSize(2);

        collect(CollectOptions.all().keeping(Set.of(one.ref(), failed)));
        assertThat(list(fixture.root.resolve("attempts"))).containsExactly(log);
        assertThat(store.attempts(failed)).hasSize(1);

        collectAll();
        assertThat(list(fixture.root.resolve("attempts"))).isEmpty();
        assertThat(store.attempts(failed)).isEmpty();
    }

    @Test
    void collect_leavesYoungLogsOfBuildsThatStillRun() throws Exception {
        Path folder = fixture.root.resolve("attempts");
        Path young = Files.writeString(folder.resolve("a".repeat(32) + "-young.log"), "x");
        Path old = Files.writeString(folder.resolve("a".repeat(32) + "-old.log"), "x");
        Path other = Files.writeString(folder.resolve("b".repeat(32) + ".txt"), "x");
        Files.setLastModifiedTime(young, FileTime.from(fixture.now.minusSeconds(59)));
        Files.setLastModifiedTime(old, FileTime.from(fixture.now.minusSeconds(60)));
        Files.setLastModifiedTime(other, FileTime.from(Instant.EPOCH));

        collect(CollectOptions.all().olderThan(Duration.ofMinutes(1)));

        assertThat(list(folder)).containsExactlyInAnyOrder(young, other);
    }

    @Test
    void collect_keepsYoungAttemptsAndTheirDerivations() {
        Ref.DRef base = fixture.define(Config.builder("base").build());
        Ref.DRef top = fixture.define(Config.builder("top").set("base", base).build());
        fixture.disk.failed(new JournalRecord.Failed(top, Instant.EPOCH, fixture.now, "no", ""));

        CollectReport report = collect(CollectOptions.all().olderThan(Duration.ofMinutes(1)));

        assertThat(report.derivations()).isEmpty();
        assertThat(store.attempts(top)).hasSize(1);
        fixture.later();
        assertThat(collect(CollectOptions.all().olderThan(Duration.ofMinutes(1)))
                        .derivations())
                .containsExactlyInAnyOrder(base, top);
    }

    @Test
    void collect_forgetsAnObjectWhoseFolderSomebodyHasTakenAway() throws Exception {
        Ref.RRef object = fixture.put("one", "1");
        fixture.disk.discard(fixture.object(object));

        CollectReport report = collectAll();

        assertThat(report.removed().keySet()).containsExactly(object);
        assertThat(store.find(object)).isEmpty();
    }
}
