// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.PackagesException;
import org.luarium.packages.RepositoryInfo;
import org.luarium.packages.RepositoryOptions;
import org.luarium.packages.RockName;
import org.luarium.packages.UnresolvableException;
import org.luarium.packages.internal.web.HandServer;
import org.luarium.packages.spi.Release;

/** Repositories that want to be asked for what others have (K7), or have names that lead elsewhere (K22). */
final class HostileRepositoriesTest {
    @TempDir
    private Path folder;

    private final TestRepository internal = new TestRepository("internal")
            .lua("utilities", "1.0-1", "", "utilities", "return 'internal 1.0'")
            .lua("tool", "1.0-1", "'utilities'", "tool", "return require('utilities')");
    private final TestRepository open = new TestRepository("open")
            .lua("utilities", "1.0-1", "", "utilities", "return 'evil 1.0'")
            .lua("utilities", "99.0-1", "", "utilities", "return 'evil 99'");
    private TestHome home;

    @BeforeEach
    void open() throws IOException {
        home = new TestHome(folder.resolve("home"));
        home.environments.create("demo", "5.4");
    }

    @AfterEach
    void close() {
        home.close();
    }

    private List<String> installed() {
        return home.environments.get("demo").rocks().stream()
                .map(rock -> rock + " of " + rock.repository())
                .toList();
    }

    @Test
    void k07TakesNoHigherVersionFromARepositoryThatComesLater() {
        home.repositories.put(internal, 10);
        home.repositories.put(open, 0);

        home.install("demo", "tool");

        assertThat(installed()).containsExactly("tool 1.0-1 of internal", "utilities 1.0-1 of internal");
        assertThatThrownBy(() -> home.install("demo", "utilities >= 99")).isInstanceOf(UnresolvableException.class);
        assertThat(home.packages.search("utilities"))
                .singleElement()
                .satisfies(rock -> assertThat(rock.versions()).hasSize(1));
    }

    @Test
    void k07DecidesByPriorityAndNotByWhatCameFirst() {
        home.repositories.put(open, 0);
        home.repositories.put(internal, 10);

        assertThat(home.install("demo", "utilities").added())
                .extracting(InstalledRock::repository)
                .containsExactly("internal");
    }

    @Test
    void k07KeepsANameWithTheRepositoryThatItIsLockedTo() {
        home.repositories.put(internal, 10);
        home.install("demo", "tool");
        home.repositories.put(open, 100);

        assertThat(home.packages.update("demo", List.of()).isEmpty()).isTrue();
        assertThatThrownBy(() -> home.install("demo", "utilities >= 2")).isInstanceOf(UnresolvableException.class);
        home.repositories.take(internal);
        assertThat(home.packages
                        .update("demo", List.of(new RockName("utilities")))
                        .isEmpty())
                .isTrue();
        assertThatThrownBy(() -> home.install("demo", "utilities >= 2")).isInstanceOf(UnresolvableException.class);

        assertThat(installed()).containsExactly("tool 1.0-1 of internal", "utilities 1.0-1 of internal");
        assertThat(home.run("demo", "return require('tool')")).isEqualTo("internal 1.0");
    }

    @Test
    void k07RestoresALockFromItsRepositoryAndWithItsContentOnly() throws IOException {
        home.repositories.put(internal, 10);
        home.install("demo", "utilities");
        String lock = home.environments.lock("demo");

        try (TestHome other = new TestHome(folder.resolve("other"))) {
            other.repositories.put(open, 0);
            assertThatThrownBy(() -> other.environments.restore("demo", lock))
                    .isInstanceOf(PackagesException.class)
                    .hasMessageContaining("utilities");
            TestRepository changed =
                    new TestRepository("internal").lua("utilities", "1.0-1", "", "utilities", "return 'evil'");
            other.repositories.put(changed, 0);
            assertThatThrownBy(() -> other.environments.restore("demo", lock))
                    .isInstanceOf(PackagesException.class)
                    .hasMessageContaining("another content");
            assertThat(other.environments.find("demo")).isEmpty();
            other.repositories.take(changed);
            other.repositories.put(internal, 0);
            other.environments.restore("demo", lock);
            assertThat(other.run("demo", "return require('utilities')")).isEqualTo("internal 1.0");
        }
    }

    @Test
    void k22ReadsNoFileOutsideOfAFolderForANameInIt() throws IOException {
        Path outside = folder.resolve("outside");
        Path rocks = Files.createDirectories(outside.resolve("rocks"));
        byte[] rock = internal.open(
                        internal.releases().stream()
                                .filter(release -> release.name().text().equals("utilities"))
                                .findFirst()
                                .orElseThrow(),
                        Release.SOURCE)
                .readAllBytes();
        Files.write(outside.resolve("utilities-1.0-1.src.rock"), rock);
        for (String name : List.of(
                "..-1.0-1.src.rock",
                "..%2futilities-1.0-1.src.rock",
                "..\\utilities-1.0-1.src.rock",
                "-rf-1.0-1.src.rock",
                "utilities-..-1.src.rock",
                "utilities-1.0-1.%2e%2e.rock",
                "$(touch x)-1.0-1.src.rock")) {
            Files.write(rocks.resolve(name), rock);
        }
        Files.createSymbolicLink(rocks.resolve("utilities-1.0-1.src.rock"), Path.of("../utilities-1.0-1.src.rock"));

        RepositoryInfo info = home.repositories.add(rocks.toUri(), RepositoryOptions.of("lab"));

        assertThat(info.rocks()).isZero();
        assertThat(info.remarks()).hasSize(8).allMatch(remark -> remark.matches("[ -~]+ is ignored: [ -~]+"));
        assertThatThrownBy(() -> home.install("demo", "utilities")).isInstanceOf(UnresolvableException.class);
    }

    /** Whatever a list says, nothing is asked for but files with plain names in the folder of the list. */
    @Test
    void k22AsksAServerForNothingOutsideOfItsFolder() throws IOException {
        String list = """
                repository = {
                    ["../utilities"] = { ["1.0-1"] = { { arch = "src" } } },
                    ["%2e%2e"] = { ["1.0-1"] = { { arch = "src" } } },
                    ["http://127.0.0.1/x"] = { ["1.0-1"] = { { arch = "src" } } },
                    utilities = {
                        ["../1.0-1"] = { { arch = "src" } },
                        ["1.0-1"] = { { arch = "../../src" }, { arch = "src?x" }, { arch = "src" } },
                    },
                }
                """;
        byte[] answer = list.getBytes(UTF_8);
        try (HandServer server = new HandServer((request, out, self) -> serve(request, answer, out))) {
            home.repositories.add(
                    server.uri("/rocks/"),
                    RepositoryOptions.builder("lab").plainHttp(true).local(true).build());

            assertThat(home.packages.search(""))
                    .extracting(rock -> rock.name().text())
                    .containsExactly("utilities");
            assertThatThrownBy(() -> home.install("demo", "utilities")).isInstanceOf(PackagesException.class);

            assertThat(server.requests())
                    .hasSizeGreaterThan(2)
                    .allMatch(request -> request.matches("(?s)GET /rocks/[a-z0-9.-]+ HTTP/1.1\\R.*"))
                    .anyMatch(request -> request.startsWith("GET /rocks/utilities-1.0-1.src.rock "));
        }
    }

    private static void serve(String request, byte[] list, OutputStream out) throws IOException {
        boolean found = request.startsWith("GET /rocks/manifest ");
        HandServer.write(out, found ? "HTTP/1.1 200 OK" : "HTTP/1.1 404 Not Found", found ? list : new byte[0]);
    }

    /** A lock, too, comes from somebody else. */
    @ParameterizedTest
    @ValueSource(strings = {"../utilities", "/etc/passwd", "..", "a/b", "a\\u0000b", "%2e%2e"})
    void k22TakesNoSuchNameFromALock(String name) {
        home.repositories.put(internal, 0);
        home.install("demo", "utilities");
        String lock = home.environments.lock("demo");
        Set<String> before = files();

        assertThatThrownBy(() -> home.environments.restore("other", lock.replace("\"utilities\"", "\"" + name + "\"")))
                .isInstanceOf(PackagesException.class);
        assertThatThrownBy(() -> home.environments.restore("other", lock.replace("\"internal\"", "\"" + name + "\"")))
                .isInstanceOf(PackagesException.class);

        assertThat(files()).isEqualTo(before);
    }

    /** What there is where nothing of the store is. */
    private Set<String> files() {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> !path.startsWith(home.root.resolveSibling("store")))
                    .map(Path::toString)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A repository of another bundle says what it likes, also of kinds and files. */
    @Test
    void k22WritesNothingThatARepositoryOfAnotherBundleNamesToOtherPlaces() {
        String spec =
                "package = 'utilities' version = '1.0-1' source = { url = '../../../evil.zip', file = '../../evil.zip' }"
                        + " build = { type = 'builtin', modules = { utilities = 'm.lua' } }";
        byte[] archive = TestRepository.zip(Map.of("m.lua", "return 1".getBytes(UTF_8)));
        home.with(new TestRepository("other")
                .add(
                        "utilities",
                        "1.0-1",
                        Map.of(
                                Release.ROCKSPEC,
                                spec.getBytes(UTF_8),
                                "../../evil.zip",
                                archive,
                                "evil.zip",
                                archive,
                                "../" + Release.SOURCE,
                                archive)));

        assertThatThrownBy(() -> home.install("demo", "utilities")).isInstanceOf(PackagesException.class);

        assertThat(files()).noneMatch(file -> file.contains("evil"));
    }
}
