// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.packages.RepositoryAlreadyExistsException;
import org.luarium.packages.RepositoryInfo;
import org.luarium.packages.RepositoryNotFoundException;
import org.luarium.packages.RepositoryOptions;
import org.luarium.packages.RepositoryUnavailableException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockOffer;
import org.luarium.packages.RockVersion;
import org.luarium.packages.spi.PackageRepository;
import org.luarium.packages.spi.Release;

class RepositoriesTest {
    private static final RockName UTILITIES = new RockName("utilities");

    @TempDir
    private Path home;

    private Path rocks;
    private Repositories repositories;

    @BeforeEach
    void open() throws IOException {
        rocks = Files.createDirectory(home.resolve("rocks"));
        Files.writeString(rocks.resolve("say-1.4-1.src.rock"), "say");
        repositories = another();
    }

    /** As another process of the same home has it. */
    private Repositories another() {
        return new Repositories(
                home.resolve("repositories"),
                new RepositoryFactory(
                        home.resolve("copies"), home.resolve("seen"), new LineReader(), new ManualClock()));
    }

    private List<String> names() {
        return repositories.list().stream().map(RepositoryInfo::name).toList();
    }

    @Test
    void aNameComesFromTheFirstRepositoryThatHasItWhateverTheVersions() {
        repositories.put(new FakeRepository("public").with("utilities", "99.0-1"), 0);
        repositories.put(
                new FakeRepository("internal").with("utilities", "1.0-1").with("utilities", "1.10-1"), 10);

        assertThat(repositories.releases(UTILITIES))
                .contains(new RockOffer(
                        UTILITIES,
                        "internal",
                        List.of(RockVersion.of("1.10-1"), RockVersion.of("1.0-1")),
                        List.of("public")));
    }

    @Test
    void repositoriesOfOnePriorityAreAskedByName() {
        for (String name : List.of("c", "a", "b")) {
            repositories.put(new FakeRepository(name).with("utilities", "1-1"), 0);
        }

        RockOffer offer = repositories.releases(UTILITIES).orElseThrow();

        assertThat(offer.repository()).isEqualTo("a");
        assertThat(offer.shadowed()).containsExactly("b", "c");
        assertThat(names()).containsExactly("a", "b", "c");
    }

    @Test
    void whoNamesARepositoryGetsTheRockFromThere() throws IOException {
        repositories.put(new FakeRepository("first").with("utilities", "1-1"), 5);
        repositories.put(new FakeRepository("second").with("utilities", "2-1"), 0);

        RockOffer pinned = repositories.releases(UTILITIES, "second").orElseThrow();

        assertThat(pinned.repository()).isEqualTo("second");
        assertThat(pinned.shadowed()).containsExactly("first");
        Release release = repositories.offers().releases(UTILITIES, "second").get(0);
        try (InputStream in = repositories.offers().open("second", release, "src")) {
            assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("second 2-1");
        }
        assertThat(repositories.releases(new RockName("other"), "second")).isEmpty();
        assertThatThrownBy(() -> repositories.releases(UTILITIES, "third"))
                .isInstanceOf(RepositoryNotFoundException.class);
    }

    @Test
    void aRepositoryThatCannotBeReadDoesNotLetOthersTakeOverItsNames() {
        FakeRepository internal = new FakeRepository("internal").with("utilities", "1-1");
        repositories.put(internal, 10);
        repositories.put(new FakeRepository("public").with("utilities", "99-1").with("other", "1-1"), 0);
        internal.broken(true);

        assertThatThrownBy(() -> repositories.releases(UTILITIES))
                .isInstanceOf(RepositoryUnavailableException.class)
                .hasMessageContaining("repository internal: it cannot be read: it is broken");
        assertThatThrownBy(() -> repositories.releases(new RockName("other")))
                .isInstanceOf(RepositoryUnavailableException.class);
        internal.broken(false);
        assertThat(repositories.releases(UTILITIES)).map(RockOffer::repository).contains("internal");
    }

    @Test
    void aRepositoryAfterTheAnswerNeedNotBeReadable() {
        repositories.put(new FakeRepository("internal").with("utilities", "1-1"), 10);
        repositories.put(new FakeRepository("public").broken(true), 0);

        assertThat(repositories.releases(UTILITIES)).map(RockOffer::repository).contains("internal");
        assertThat(repositories.offers().problems()).containsOnlyKeys("public");
        assertThatThrownBy(() -> repositories.releases(new RockName("missing")))
                .isInstanceOf(RepositoryUnavailableException.class);
    }

    @Test
    void repositoriesComeGoAndChangeTheirPriority() {
        FakeRepository one = new FakeRepository("one").with("utilities", "1-1");
        FakeRepository two = new FakeRepository("two").with("utilities", "1-1");
        repositories.put(one, 0);
        repositories.put(two, 1);
        assertThat(names()).containsExactly("two", "one");

        repositories.put(one, 2);
        assertThat(names()).containsExactly("one", "two");

        repositories.take(one);
        assertThat(names()).containsExactly("two");
        assertThat(repositories.find("one")).isEmpty();
    }

    @Test
    void ofTwoRepositoriesOfOneNameTheSecondIsNotAsked() {
        repositories.put(new FakeRepository("twin").with("utilities", "1-1"), 1);
        repositories.put(new FakeRepository("twin").with("utilities", "2-1").with("evil", "1-1"), 0);

        assertThat(repositories.list())
                .hasSize(2)
                .last()
                .satisfies(info ->
                        assertThat(info.problem()).get().asString().contains("another repository has this name"));
        assertThat(repositories.releases(new RockName("evil"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../up", "UPPER", "a\u001b[31m", "with space", ".hidden"})
    void aRepositoryWithoutAGoodNameIsNotAsked(String name) {
        repositories.put(new FakeRepository(name).with("utilities", "1-1"), 0);

        assertThat(repositories.list()).singleElement().satisfies(info -> {
            assertThat(info.problem()).isPresent();
            assertThat(info.name()).matches("[ -~]*");
        });
        assertThat(repositories.releases(UTILITIES)).isEmpty();
    }

    @Test
    void aRepositoryThatThrowsIsReported() {
        repositories.put(
                new PackageRepository() {
                    @Override
                    public String name() {
                        return "thrower";
                    }

                    @Override
                    public String location() {
                        return "nowhere";
                    }

                    @Override
                    public Collection<Release> releases() {
                        throw new IllegalStateException("thrown\u001b on purpose");
                    }

                    @Override
                    public InputStream open(Release release, String artifact) {
                        throw new IllegalStateException("thrown on purpose");
                    }
                },
                0);

        assertThat(repositories.list())
                .singleElement()
                .satisfies(info -> assertThat(info.problem()).get().asString().contains("thrown\\u{1b} on purpose"));
    }

    @Test
    void whatIsAddedIsThereForEveryProcessUntilItIsRemoved() {
        Repositories other = another();
        RepositoryInfo info = repositories.add(
                rocks.toUri(), RepositoryOptions.builder("mine").priority(7).build());

        assertThat(info.rocks()).isEqualTo(1);
        assertThat(info.removable()).isTrue();
        assertThat(info.priority()).isEqualTo(7);
        assertThat(other.find("mine")).contains(info);
        assertThat(other.releases(new RockName("say")))
                .map(RockOffer::repository)
                .contains("mine");
        assertThat(another().find("mine")).contains(info);

        other.remove("mine");
        assertThat(repositories.list()).isEmpty();
        assertThatThrownBy(() -> repositories.remove("mine")).isInstanceOf(RepositoryNotFoundException.class);
    }

    @Test
    void aRepositoryThatCannotBeReadCanBeAdded() throws IOException {
        Files.delete(rocks.resolve("say-1.4-1.src.rock"));
        Files.delete(rocks);

        RepositoryInfo info = repositories.add(rocks.toUri(), RepositoryOptions.of("later"));

        assertThat(info.problem()).get().asString().contains("is no folder");
        assertThat(info.rocks()).isZero();
    }

    @Test
    void aNameIsGivenOnce() {
        repositories.put(new FakeRepository("taken"), 0);
        repositories.add(rocks.toUri(), RepositoryOptions.of("mine"));

        for (String name : List.of("taken", "mine")) {
            assertThatThrownBy(() -> repositories.add(rocks.toUri(), RepositoryOptions.of(name)))
                    .isInstanceOf(RepositoryAlreadyExistsException.class)
                    .hasMessageContaining("'" + name + "' exists already");
        }
    }

    @Test
    void onlyWhatWasAddedCanBeRemoved() {
        repositories.put(new FakeRepository("service"), 0);

        for (String name : List.of("service", "missing", "../rocks", "")) {
            assertThatThrownBy(() -> repositories.remove(name)).isInstanceOf(RepositoryNotFoundException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org/rocks",
                "https://user:secret@example.org/",
                "https://example.org/?token=x",
                "https://example.org/#x",
                "ftp://example.org/",
                "https:///rocks",
                "rocks",
                "file:rocks",
                "mailto:x",
                "jar:file:/x.jar!/rocks",
                "file://host/rocks"
            })
    void addressesThatCannotBeUsedAreRefused(String address) {
        assertThatThrownBy(() -> repositories.add(URI.create(address), RepositoryOptions.of("bad")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
        assertThat(repositories.list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "A", "x y", "-x", ".x", "\u0430"})
    void namesThatCannotBeUsedAreRefused(String name) {
        assertThatThrownBy(() -> RepositoryOptions.of(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void damagedNotesAreIgnored() throws IOException {
        repositories.add(rocks.toUri(), RepositoryOptions.of("good"));
        Path notes = home.resolve("repositories");
        Files.writeString(notes.resolve("empty.repository"), "");
        Files.writeString(notes.resolve("wrong.repository"), "name=other\nlocation=file\\:/x\npriority=0\n");
        Files.writeString(notes.resolve("nonsense.repository"), "priority=many\nname=nonsense\nlocation=%%%\n");
        Files.write(notes.resolve("binary.repository"), new byte[] {(byte) 0xFF, (byte) 0xFE, 0});
        Files.writeString(notes.resolve("large.repository"), "x".repeat(100_000));
        Files.writeString(notes.resolve("draft-1"), "name=draft");
        Files.createSymbolicLink(notes.resolve("link.repository"), notes.resolve("good.repository"));

        assertThat(names()).containsExactly("good");
    }

    @Test
    void nothingButNotesIsLeftBehind() throws IOException {
        repositories.add(rocks.toUri(), RepositoryOptions.of("mine"));
        repositories.add(rocks.toUri(), RepositoryOptions.of("second"));
        repositories.remove("mine");

        try (Stream<Path> files = Files.list(home.resolve("repositories"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly("second.repository");
        }
    }

    @Test
    void serversComeAfterFoldersUnlessSaidOtherwise() {
        repositories.add(
                URI.create("http://127.0.0.1:1/"),
                RepositoryOptions.builder("a-server")
                        .plainHttp(true)
                        .local(true)
                        .build());
        repositories.add(rocks.toUri(), RepositoryOptions.of("folder"));

        assertThat(names()).containsExactly("folder", "a-server");
        assertThat(repositories.find("a-server")).get().satisfies(info -> {
            assertThat(info.priority()).isEqualTo(-100);
            assertThat(info.problem()).get().asString().contains("does not take the connection");
            assertThat(info.age()).isEqualTo(Optional.empty());
        });
    }

    @Test
    void refreshSeesWhatCame() throws IOException {
        repositories.add(rocks.toUri(), RepositoryOptions.of("mine"));
        Files.writeString(rocks.resolve("new-1-1.src.rock"), "new");

        assertThat(repositories.refresh("mine").rocks()).isEqualTo(2);
        assertThat(repositories.refresh())
                .singleElement()
                .extracting(RepositoryInfo::rocks)
                .isEqualTo(2);
        assertThatThrownBy(() -> repositories.refresh("missing")).isInstanceOf(RepositoryNotFoundException.class);
    }

    @Test
    void manyComeAndGoWhileOthersAsk() throws Exception {
        repositories.put(new FakeRepository("stays").with("utilities", "1-1"), 1);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> results = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String name = "guest-" + i;
                results.add(threads.submit(() -> {
                    for (int j = 0; j < 200; j++) {
                        FakeRepository guest = new FakeRepository(name).with("utilities", "9-1");
                        repositories.put(guest, 0);
                        assertThat(repositories
                                        .releases(UTILITIES)
                                        .orElseThrow()
                                        .repository())
                                .isEqualTo("stays");
                        repositories.take(guest);
                    }
                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        } finally {
            threads.shutdown();
        }

        assertThat(names()).containsExactly("stays");
    }
}
