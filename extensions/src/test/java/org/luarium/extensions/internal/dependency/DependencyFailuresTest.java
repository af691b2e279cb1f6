// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.extension.DependencyException;
import org.luarium.extension.DependencyException.Problem;

@Timeout(60)
class DependencyFailuresTest {
    private static final String APP = "test:app:1.0";

    private TestExtensions extensions;
    private MavenRepository repository;
    private RepositoryServer server;

    @BeforeEach
    void start() throws Exception {
        extensions = new TestExtensions();
        repository = MavenRepository.ofLibraries(extensions.folder.resolve("repository"));
        server = new RepositoryServer(repository.folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        extensions.close();
    }

    private DependencyException failure(ClassPaths paths, String coordinates) {
        return catchThrowableOfType(
                DependencyException.class, () -> paths.realize("app", List.of(coordinates), List.of()));
    }

    private ClassPaths paths() {
        return extensions.classPaths(server.address());
    }

    private ClassPaths impatient(Duration idle, Duration longest) {
        return extensions.classPaths(DependencySettings.defaults()
                .withRepositories(List.of(server.address()))
                .withPatience(idle, longest));
    }

    private void assertNothingIsThere() throws Exception {
        assertThat(extensions.store.profiles()).isEmpty();
        for (String folder : List.of("objects", "tmp")) {
            try (Stream<Path> files = Files.list(extensions.store.root().resolve(folder))) {
                assertThat(files).isEmpty();
            }
        }
        try (Stream<Path> files = Files.walk(extensions.home)) {
            assertThat(files).noneMatch(file -> file.toString().matches(".*\\.(tmp|part)"));
        }
    }

    @Test
    void withoutARepositoryTheRemedyIsNamed() {
        DependencyException failure = failure(extensions.classPaths(DependencySettings.defaults()), APP);
        assertThat(failure).hasMessageContaining("no repository is named").hasMessageContaining(APP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jar", "pom"})
    void line20_aDownloadWithAWrongChecksumIsRefused(String extension) throws Exception {
        Path file = repository.file("test:lib:1.0", extension);
        Files.write(file, (Files.readString(file, ISO_8859_1) + " ").getBytes(UTF_8));

        DependencyException refused = failure(paths(), APP);

        assertThat(refused.problem()).isEqualTo(Problem.WRONG_CHECKSUM);
        assertThat(refused).hasMessageContaining("test:lib:").hasMessageContaining("hecksum");
        assertThat(refused.output()).contains("lib-1.0." + extension).contains("wrong");
        assertNothingIsThere();
    }

    @Test
    void line20_aDownloadWithoutAnyChecksumIsRefused() throws Exception {
        Files.delete(repository.file("test:lib:1.0", "jar.sha1"));
        extensions
                .classPaths(server.address())
                .realize("sha256", List.of(APP), List.of())
                .close();
        Files.delete(repository.file("test:lib:2.0", "jar.sha1"));
        Files.delete(repository.file("test:lib:2.0", "jar.sha256"));

        assertThat(failure(paths(), "test:app:2.0").problem()).isEqualTo(Problem.WRONG_CHECKSUM);
    }

    @Test
    void line20_aWrongChecksumInAFolderIsRefusedToo() throws Exception {
        Files.writeString(repository.file("test:lib:1.0", "jar.sha1"), "0".repeat(40));

        assertThat(failure(extensions.classPaths(repository.address()), APP).problem())
                .isEqualTo(Problem.WRONG_CHECKSUM);
    }

    @Test
    void line16_anUnknownArtifactIsNamedWithWhatTheRepositoriesSaid() throws Exception {
        repository.publish(
                "test:needy:1.0",
                repository.jar(MavenRepository.USES_ONE, "test:lib:1.0"),
                MavenRepository.pom("test:needy:1.0", "test:absent:3.1"));

        DependencyException unknown = failure(paths(), "test:needy:1.0");

        assertThat(unknown.problem()).isEqualTo(Problem.UNKNOWN);
        assertThat(unknown.dependency()).isEqualTo("test:absent:3.1");
        assertThat(unknown)
                .hasMessageContaining("test:absent:3.1")
                .hasMessageContaining(server.address().address().toString());
        assertThat(unknown.output()).contains("test/needy/1.0/needy-1.0.pom").contains("absent-3.1.jar");
        assertNothingIsThere();
    }

    @Test
    void line16_whatFailedWorksOnceTheRepositoryHasIt() throws Exception {
        assertThat(failure(paths(), "test:late:1.0").problem()).isEqualTo(Problem.UNKNOWN);

        repository.publish("test:late:1.0", MavenRepository.ONE);

        try (ClassPath path = paths().realize("app", List.of("test:late:1.0"), List.of())) {
            assertThat(TestExtensions.names(path)).containsExactly("late-1.0.jar");
        }
    }

    @Test
    void aServerThatIsNotThereIsUnreachable() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        RepositoryAddress nobody = new RepositoryAddress("nobody", URI.create("http://127.0.0.1:" + port + "/"));

        DependencyException unreachable = failure(extensions.classPaths(nobody), APP);

        assertThat(unreachable.problem()).isEqualTo(Problem.UNREACHABLE);
        assertThat(unreachable).hasMessageContaining("nobody").hasMessageContaining("127.0.0.1:" + port);
    }

    @Test
    void aServerThatFailsIsUnreachable() {
        server.status = 503;

        DependencyException unreachable = failure(paths(), APP);

        assertThat(unreachable.problem()).isEqualTo(Problem.UNREACHABLE);
        assertThat(unreachable).hasMessageContaining("503");
    }

    @Test
    void aRepositoryThatFailsDoesNotKeepAnotherFromHelping() throws Exception {
        server.status = 503;

        try (ClassPath path =
                extensions.classPaths(server.address(), repository.address()).realize("app", List.of(APP), List.of())) {
            assertThat(TestExtensions.run(path)).isEqualTo("one");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerThatFallsSilentIsGivenUp(boolean half) throws Exception {
        server.half = half;
        server.hangAt = "lib-1.0.jar";

        DependencyException silent = failure(impatient(Duration.ofMillis(300), Duration.ofSeconds(30)), APP);

        assertThat(silent.problem()).isEqualTo(Problem.UNREACHABLE);
        assertThat(silent).hasMessageContaining("PT0.3S");
        assertNothingIsThere();
    }

    @Test
    void theWholeIsBoundedHoweverPatientEachWaitIs() throws Exception {
        server.hangAt = "lib-1.0.jar";

        DependencyException slow = failure(impatient(Duration.ofSeconds(50), Duration.ofSeconds(1)), APP);

        assertThat(slow.problem()).isEqualTo(Problem.TOO_SLOW);
        assertThat(slow).hasMessageContaining("PT1S");
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        server.hangAt = "lib-1.0.jar";
        CompletableFuture<DependencyException> result = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            DependencyException failure = failure(paths(), APP);
            result.complete(Thread.currentThread().isInterrupted() ? failure : null);
        });
        waiting.start();
        assertThat(server.hanging.await(30, TimeUnit.SECONDS)).isTrue();

        waiting.interrupt();

        DependencyException interrupted = result.get(10, TimeUnit.SECONDS);
        assertThat(interrupted).isNotNull();
        assertThat(interrupted.problem()).isEqualTo(Problem.INTERRUPTED);
        waiting.join();
        // The store sweeps up behind the caller
        await().untilAsserted(this::assertNothingIsThere);
    }

    @Test
    void offlineWhatIsNotThereIsNotAskedFor() {
        ClassPaths offline = extensions.classPaths(DependencySettings.defaults()
                .withRepositories(List.of(server.address()))
                .withOffline(true));

        DependencyException missing = failure(offline, APP);

        assertThat(missing.problem()).isEqualTo(Problem.OFFLINE);
        assertThat(server.asked).isEmpty();
    }

    @Test
    void offlineRepositoriesInFoldersAreThere() throws Exception {
        ClassPaths offline = extensions.classPaths(DependencySettings.defaults()
                .withRepositories(List.of(repository.address()))
                .withOffline(true));

        try (ClassPath path = offline.realize("app", List.of(APP), List.of())) {
            assertThat(TestExtensions.run(path)).isEqualTo("one");
        }
    }

    @Test
    void aSnapshotThatAnArtifactNeedsIsRefused() throws Exception {
        repository.publish("test:lib:3.0-SNAPSHOT", MavenRepository.ONE);
        repository.publish(
                "test:daily:1.0",
                repository.jar(MavenRepository.USES_ONE, "test:lib:1.0"),
                MavenRepository.pom("test:daily:1.0", "test:lib:3.0-SNAPSHOT"));

        DependencyException refused = failure(paths(), "test:daily:1.0");

        assertThat(refused).hasMessageContaining("3.0-SNAPSHOT");
        assertNothingIsThere();
    }

    @Test
    void line20_aDescriptionCannotLeadOutOfTheLocalRepository() throws Exception {
        repository.publish(
                "test:evil:1.0",
                repository.jar(MavenRepository.USES_ONE, "test:lib:1.0"),
                MavenRepository.pom("test:evil:1.0", "test:../../../../../escaped:1.0"));
        repository.publish(
                "test:child:1.0",
                repository.jar(MavenRepository.USES_ONE, "test:lib:1.0"),
                MavenRepository.pom("test:child:1.0")
                        .replace(
                                "<groupId>test",
                                "<parent><groupId>test</groupId><artifactId>lib</artifactId>"
                                        + "<version>../../../../escaped</version></parent><groupId>test"));

        for (String evil : List.of("test:evil:1.0", "test:child:1.0")) {
            assertThat(failure(paths(), evil)).hasMessageContaining("escaped");
        }
        server.anywhere.put(".pom", Files.readAllBytes(repository.file("test:child:1.0", "pom")));
        server.anywhere.put(
                ".sha1",
                MavenRepository.hash("SHA-1", server.anywhere.get(".pom")).getBytes(UTF_8));
        assertThat(failure(paths(), "test:child:1.0")).hasMessageContaining("escaped");
        try (Stream<Path> files = Files.walk(extensions.folder)) {
            assertThat(files).noneMatch(file -> file.toString().contains("escaped"));
        }
    }

    @Test
    void aDescriptionCannotAddRepositories() throws Exception {
        MavenRepository other = new MavenRepository(extensions.folder.resolve("other"));
        other.publish("test:foreign:1.0", MavenRepository.ONE);
        repository.publish(
                "test:guide:1.0",
                repository.jar(MavenRepository.USES_ONE, "test:lib:1.0"),
                MavenRepository.pom("test:guide:1.0", "test:foreign:1.0")
                        .replace(
                                "</project>",
                                "<repositories><repository><id>o</id><url>" + other.folder.toUri()
                                        + "</url></repository></repositories></project>"));

        DependencyException unknown = failure(paths(), "test:guide:1.0");

        assertThat(unknown.problem()).isEqualTo(Problem.UNKNOWN);
        assertThat(unknown.dependency()).isEqualTo("test:foreign:1.0");
    }

    @Test
    void aDescriptionThatCannotBeReadIsAnError() throws Exception {
        repository.publish("test:broken:1.0", new byte[] {1}, "<project><broken");

        DependencyException broken = failure(paths(), "test:broken:1.0");

        assertThat(broken.problem()).isEqualTo(Problem.FAILED);
        assertThat(broken).hasMessageContaining("test:broken:");
        assertThat(broken.output()).contains("broken");
    }

    @Test
    void whatIsNoJarIsRefused() throws Exception {
        repository.publish("test:text:1.0", "text".getBytes(UTF_8), MavenRepository.pom("test:text:1.0"));
        Path text = Files.writeString(extensions.folder.resolve("text.jar"), "text");

        assertThat(failure(paths(), "test:text:1.0").problem()).isEqualTo(Problem.BAD_JAR);
        for (Path wrong : List.of(text, extensions.folder, extensions.folder.resolve("absent.jar"))) {
            DependencyException refused = catchThrowableOfType(
                    DependencyException.class, () -> paths().realize("app", List.of(), List.of(wrong)));
            assertThat(refused.problem()).isEqualTo(Problem.BAD_JAR);
            assertThat(refused).hasMessageContaining(String.valueOf(wrong.getFileName()));
        }
        assertThat(extensions.store.profiles()).isEmpty();
    }

    @Test
    void anotherFileUnderALockedNameIsRefused() throws Exception {
        ClassPath first = paths().realize("app", List.of(APP), List.of());
        first.close();
        extensions.store.removeProfile("extension-app");
        extensions.store.remove(
                extensions.store.refOf(first.files().get(1).getParent()).orElseThrow());
        Files.delete(extensions.home.resolve("maven/test/lib/1.0/lib-1.0.jar"));
        repository.publish("test:lib:1.0", MavenRepository.ONE.replace("one", "another"));

        DependencyException refused = failure(paths(), APP);

        assertThat(refused.problem()).isEqualTo(Problem.WRONG_CHECKSUM);
        assertThat(refused.dependency()).isEqualTo("test:lib:1.0");
    }

    @Test
    void aFileThatIsTooLargeIsNotTaken() {
        DependencySettings defaults = DependencySettings.defaults();
        ClassPaths modest = extensions.classPaths(new DependencySettings(
                List.of(server.address()), false, defaults.connect(), defaults.idle(), defaults.longest(), 300));

        DependencyException large = failure(modest, APP);

        assertThat(large.problem()).isEqualTo(Problem.UNREACHABLE);
        assertThat(large).hasMessageContaining("300 bytes");
    }
}
