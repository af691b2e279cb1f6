// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.luarium.store.internal.StoreFixture.list;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.store.CollectOptions;
import org.luarium.store.CorruptStoreException;
import org.luarium.store.Generation;
import org.luarium.store.InvalidReferenceException;
import org.luarium.store.ObjectNotFoundException;
import org.luarium.store.Profile;
import org.luarium.store.Ref;
import org.luarium.store.Retention;

class ProfilesTest {
    @TempDir
    private Path directory;

    private StoreFixture fixture;
    private StoreImpl store;
    private Profile profile;
    private Ref.RRef one;
    private Ref.RRef two;

    @BeforeEach
    void open() {
        fixture = new StoreFixture(directory.resolve("store"));
        store = fixture.store;
        profile = store.profile("main");
        one = fixture.put("one", "1");
        two = fixture.put("two", "2");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private List<Integer> numbers() {
        return profile.generations().stream().map(Generation::number).toList();
    }

    @Test
    void isNotThereBeforeItsFirstCommit() {
        assertThat(profile.current()).isEmpty();
        assertThat(profile.generations()).isEmpty();
        assertThat(store.profiles()).isEmpty();
        assertThat(store.removeProfile("main")).isFalse();
        assertThat(profile.prune(Retention.ofLast(0))).isEmpty();
        assertThatThrownBy(profile::rollback).isInstanceOf(ObjectNotFoundException.class);
        assertThatThrownBy(() -> profile.switchTo(1)).isInstanceOf(ObjectNotFoundException.class);
    }

    @Test
    void commitSwitchesToANewGenerationThatEverybodySees() {
        Generation first = profile.commit(Map.of("a", one), "first\nwith \"quotes\" and ü");
        fixture.later();
        Generation second = profile.commit(Map.of("a", one, "b c", two), "");

        assertThat(first)
                .isEqualTo(new Generation(
                        1, new TreeMap<>(Map.of("a", one)), "first\nwith \"quotes\" and ü", StoreFixture.START, true));
        assertThat(profile.current()).contains(second);
        assertThat(second.number()).isEqualTo(2);
        try (StoreImpl other = new StoreImpl(fixture.root, Settings.defaults())) {
            assertThat(other.profiles()).containsExactly("main");
            assertThat(other.profile("main").current()).contains(second);
            assertThat(other.profile("main").generations())
                    .containsExactly(new Generation(1, first.entries(), first.note(), first.created(), false), second);
        }
    }

    @Test
    void commitRefusesWhatIsNotThereAndChangesNothing() throws Exception {
        profile.commit(Map.of("a", one), "");
        store.remove(two);

        assertThatThrownBy(() -> profile.commit(Map.of("a", one, "b", two), ""))
                .isInstanceOf(ObjectNotFoundException.class)
                .hasMessageContaining(two.toString());

        assertThat(numbers()).containsExactly(1);
        assertThat(list(fixture.root.resolve("leases"))).isEmpty();
    }

    @Test
    void rollbackAndSwitchGoToKeptGenerationsOnly() {
        profile.commit(Map.of("a", one), "");
        profile.commit(Map.of("a", two), "");
        profile.commit(Map.of(), "");

        assertThat(profile.rollback().number()).isEqualTo(2);
        assertThat(profile.rollback().number()).isEqualTo(1);
        assertThatThrownBy(profile::rollback)
                .isInstanceOf(ObjectNotFoundException.class)
                .hasMessageContaining("before 1");
        assertThatThrownBy(() -> profile.switchTo(4)).isInstanceOf(ObjectNotFoundException.class);
        assertThat(profile.switchTo(3).current()).isTrue();
        assertThat(profile.generations()).extracting(Generation::current).containsExactly(false, false, true);
    }

    @Test
    void numbersAreNeverUsedTwice() {
        profile.commit(Map.of(), "");
        profile.commit(Map.of(), "");
        profile.commit(Map.of(), "");
        profile.switchTo(1);

        assertThat(profile.prune(Retention.ofLast(0)))
                .extracting(Generation::number)
                .containsExactly(2, 3);
        assertThat(profile.commit(Map.of(), "").number()).isEqualTo(4);
        assertThat(numbers()).containsExactly(1, 4);
        assertThat(profile.rollback().number()).isEqualTo(1);
    }

    @Test
    void prune115_keepsAsManyAsAskedAndAlwaysTheCurrentOne() {
        for (int i = 0; i < 6; i++) {
            profile.commit(Map.of("a", one), "");
            fixture.later();
        }
        profile.switchTo(2);

        assertThat(profile.prune(new Retention(1, Duration.ofMinutes(150))))
                .extracting(Generation::number)
                .containsExactly(1, 3, 4);
        assertThat(numbers()).containsExactly(2, 5, 6);
        assertThat(profile.prune(Retention.ofLast(0))).hasSize(2);
        assertThat(profile.current().orElseThrow().number()).isEqualTo(2);
    }

    @Test
    void prune115_makesWhatOnlyOldGenerationsKeepGarbage() {
        profile.commit(Map.of("a", one), "");
        profile.commit(Map.of("a", two), "");
        profile.prune(Retention.ofLast(1));

        assertThat(store.collect(CollectOptions.all()).removed().keySet()).containsExactly(one);
    }

    @Test
    void aCommitThatDidNotEndLeavesNoTrace() throws Exception {
        profile.commit(Map.of("a", one), "");
        // The process died after it had written the generation and before it switched
        Files.copy(fixture.root.resolve("profiles/main/1"), fixture.root.resolve("profiles/main/2"));

        assertThat(numbers()).containsExactly(1);
        assertThatThrownBy(() -> profile.switchTo(2)).isInstanceOf(ObjectNotFoundException.class);
        assertThat(profile.commit(Map.of("b", two), "").number()).isEqualTo(2);
        assertThat(profile.current().orElseThrow().entries()).containsOnlyKeys("b");
    }

    @Test
    void aFirstCommitThatDidNotEndLeavesNoProfile() throws Exception {
        Files.createDirectory(fixture.root.resolve("profiles/main"));
        Files.writeString(fixture.root.resolve("profiles/main/1"), "{");

        assertThat(store.profiles()).isEmpty();
        assertThat(store.collect(CollectOptions.all().dryRunning()).removed()).hasSize(2);
        assertThat(profile.commit(Map.of("a", one), "").number()).isEqualTo(1);
    }

    @Test
    void damageIsNamed() throws Exception {
        profile.commit(Map.of("a", one), "");
        Files.delete(fixture.root.resolve("profiles/main/1"));
        assertThatThrownBy(profile::current)
                .isInstanceOf(ObjectNotFoundException.class)
                .hasMessageContaining("generation 1 of profile main");

        Files.writeString(fixture.root.resolve("profiles/main/current"), "x");
        assertThatThrownBy(profile::current)
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("profiles/main/current");
    }

    @Test
    void removedProfilesBeginAnew() {
        profile.commit(Map.of("a", one), "");
        profile.commit(Map.of("a", one), "");

        assertThat(store.removeProfile("main")).isTrue();

        assertThat(store.profiles()).isEmpty();
        assertThat(profile.current()).isEmpty();
        assertThat(profile.commit(Map.of("a", one), "").number()).isEqualTo(1);
    }

    @Test
    void commitsAtOnceAllSucceedOneAfterTheOther() throws Exception {
        int threads = 4;
        int commits = 5;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (StoreImpl other = new StoreImpl(fixture.root, Settings.defaults())) {
            List<Future<?>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Profile mine = i % 2 == 0 ? profile : other.profile("main");
                futures.add(pool.submit(() -> {
                    for (int j = 0; j < commits; j++) {
                        mine.commit(Map.of("a", one), "");
                        assertThat(mine.current()).isPresent();
                    }
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(numbers()).hasSize(threads * commits).doesNotHaveDuplicates();
        assertThat(profile.current().orElseThrow().number()).isEqualTo(threads * commits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a b", "a\n", "a\0"})
    void namesAreChecked(String name) {
        assertThatThrownBy(() -> store.profile(name)).isInstanceOf(InvalidReferenceException.class);
        assertThatThrownBy(() -> store.removeProfile(name)).isInstanceOf(InvalidReferenceException.class);
        assertThatThrownBy(() -> store.addRoot(name, one)).isInstanceOf(InvalidReferenceException.class);
        assertThatThrownBy(() -> store.removeRoot(name)).isInstanceOf(InvalidReferenceException.class);
    }

    @Test
    @Timeout(60)
    void whatIsCommittedIsKeptFromACollectionAtTheSameTime() {
        Settings defaults = Settings.defaults();
        InstantSource collecting = () -> {
            fixture.store.collect(CollectOptions.all());
            return fixture.now;
        };
        try (StoreImpl other = new StoreImpl(
                fixture.root,
                new Settings(defaults.jobs(), defaults.programTime(), collecting, defaults.buildRunner()))) {
            other.profile("main").commit(Map.of("a", one), "");
        }

        assertThat(fixture.has(one)).isTrue();
        assertThat(fixture.has(two)).isFalse();
    }

    @Test
    void commitMakesSureThatWhatItKeepsSurvivesALossOfPower() throws Exception {
        profile.commit(Map.of("a", one), "");
        long size = Files.size(fixture.root.resolve("journal"));
        fixture.put("three", "3");
        long added = Files.size(fixture.root.resolve("journal"));

        profile.commit(Map.of("a", two), "");

        assertThat(added).isGreaterThan(size);
        assertThat(Files.size(fixture.root.resolve("journal"))).isGreaterThan(added);
    }

    @Test
    void nothingIsLeftInTheWorkshop() throws Exception {
        profile.commit(Map.of("a", one), "");
        store.addRoot("r", one);
        store.removeProfile("main");

        assertThat(list(fixture.root.resolve("tmp"))).isEmpty();
        assertThat(list(fixture.root.resolve("trash"))).isEmpty();
        assertThat(list(fixture.root.resolve("leases"))).isEmpty();
    }

    @Test
    void prune115_countsFromTheLast() {
        for (int i = 0; i < 5; i++) {
            profile.commit(Map.of("a", one), "");
        }
        profile.switchTo(1);

        assertThat(profile.prune(Retention.ofLast(3)))
                .extracting(Generation::number)
                .containsExactly(2);
        assertThat(numbers()).containsExactly(1, 3, 4, 5);
    }

    @Test
    void filesOfOthersInAProfileAreNoGenerations() throws Exception {
        profile.commit(Map.of("a", one), "");
        for (String name : List.of("0", "-1", "01", "+1", "1.bak", "notes")) {
            Files.writeString(fixture.root.resolve("profiles/main").resolve(name), "{");
        }

        assertThat(numbers()).containsExactly(1);
        assertThatThrownBy(profile::rollback).isInstanceOf(ObjectNotFoundException.class);
        assertThat(profile.name()).isEqualTo("main");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"format\":2}",
                "{\"entries\":[]}",
                "{\"entries\":{\"a\":\"b\"}}",
                "{\"created\":\"once\"}",
                "{\"kind\":\"new\"}"
            })
    void generationThatIsNotUnderstoodIsNamedAndNotSkipped(String content) throws Exception {
        profile.commit(Map.of("a", one), "");
        Files.writeString(fixture.root.resolve("profiles/main/1"), content);

        assertThatThrownBy(profile::generations)
                .isInstanceOf(CorruptStoreException.class)
                .hasMessageContaining("profiles/main/1");
    }

    @Test
    void fileOfAGenerationSaysWhatFormatItHas() throws Exception {
        profile.commit(Map.of(), "note");

        assertThat(fixture.root.resolve("profiles/main/1"))
                .hasContent("{\"format\":1,\"created\":\"2026-01-31T23:59:59Z\",\"note\":\"note\",\"entries\":{}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "/a", "a\0", "\0a"})
    void namesOfEntriesAreChecked(String name) {
        assertThatThrownBy(() -> profile.commit(Map.of(name, one), "")).isInstanceOf(InvalidReferenceException.class);
    }

    @Test
    void rootsAreReplacedAndRemoved() {
        store.addRoot("r", one);
        store.addRoot("s", one);
        store.addRoot("r", two);

        assertThat(store.roots()).containsExactly(Map.entry("r", two), Map.entry("s", one));
        assertThat(store.removeRoot("s")).isTrue();
        assertThat(store.removeRoot("s")).isFalse();
        assertThat(store.roots()).containsOnlyKeys("r");
        store.remove(one);
        assertThatThrownBy(() -> store.addRoot("r", one)).isInstanceOf(ObjectNotFoundException.class);
        assertThat(store.roots()).containsExactly(Map.entry("r", two));
    }
}
