// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.luarium.store.CollectOptions;
import org.luarium.store.Generation;

@Timeout(60)
class ClassPathsTest {
    private static final String APP_ONE = "test:app:1.0";
    private static final String APP_TWO = "test:app:2.0";

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

    private ClassPaths paths() {
        return extensions.classPaths(server.address());
    }

    private Path localJar(String name, String source, String... dependencies) throws Exception {
        return Files.write(extensions.folder.resolve(name), repository.jar(source, dependencies));
    }

    @Test
    void line13_twoExtensionsEachGetTheirOwnVersionOfOneLibrary() throws Exception {
        try (ClassPath one = paths().realize("one", List.of(APP_ONE), List.of());
                ClassPath two = paths().realize("two", List.of(APP_TWO), List.of())) {
            assertThat(TestExtensions.names(one)).containsExactly("app-1.0.jar", "lib-1.0.jar");
            assertThat(TestExtensions.names(two)).containsExactly("app-2.0.jar", "lib-2.0.jar");
            assertThat(TestExtensions.run(one)).isEqualTo("one");
            assertThat(TestExtensions.run(two)).isEqualTo("2");
        }
    }

    @Test
    void resolvesFromAFolderIntoAnEmptyLocalRepositoryBelowItsHome() throws Exception {
        try (ClassPath path = extensions.classPaths(repository.address()).realize("app", List.of(APP_ONE), List.of())) {
            assertThat(TestExtensions.run(path)).isEqualTo("one");
            assertThat(path.reused()).isFalse();
        }
        assertThat(extensions.home.resolve("maven/test/app/1.0/app-1.0.jar")).exists();
    }

    @Test
    void line14_anUnchangedDescriptorAsksNobodyAndResolvesNothing() throws Exception {
        ClassPath first = paths().realize("app", List.of(APP_ONE), List.of());
        first.close();
        int asked = server.asked.size();
        server.close();
        Files.move(extensions.home.resolve("maven"), extensions.folder.resolve("away"));
        extensions.reopenStore();

        try (ClassPath again = paths().realize("app", List.of(APP_ONE), List.of())) {
            assertThat(again.reused()).isTrue();
            assertThat(again.fingerprint()).isEqualTo(first.fingerprint());
            assertThat(again.files()).isEqualTo(first.files());
            assertThat(again.lock()).isEqualTo(first.lock());
            assertThat(TestExtensions.run(again)).isEqualTo("one");
        }
        assertThat(server.asked).hasSize(asked).isNotEmpty();
        assertThat(extensions.home.resolve("maven")).doesNotExist();
    }

    @Test
    void line14_aSecondExtensionWithTheSameDependenciesSharesThem() throws Exception {
        paths().realize("one", List.of(APP_ONE), List.of()).close();
        int asked = server.asked.size();
        long size = extensions.storeSize();

        try (ClassPath other = paths().realize("other", List.of(APP_ONE), List.of())) {
            assertThat(other.reused()).isTrue();
        }
        assertThat(server.asked).hasSize(asked);
        assertThat(extensions.storeSize() - size).isLessThan(1 << 20);
    }

    @Test
    void jarsThatTwoClassPathsHaveInCommonAreOneObject() throws Exception {
        repository.publish("test:other:1.0", MavenRepository.USES_ONE.replace("App", "Other"), "test:lib:1.0");
        try (ClassPath app = paths().realize("app", List.of(APP_ONE), List.of());
                ClassPath other = paths().realize("other", List.of("test:other:1.0"), List.of())) {
            assertThat(app.files().get(1)).isEqualTo(other.files().get(1));
        }
    }

    @Test
    void line15_aChangedDescriptorIsRealizedAnewAndTheOldOneStays() throws Exception {
        List<Path> old;
        try (ClassPath first = paths().realize("app", List.of(APP_ONE), List.of())) {
            old = first.files();
        }
        try (ClassPath second = paths().realize("app", List.of(APP_TWO), List.of())) {
            assertThat(second.reused()).isFalse();
            assertThat(second.files()).doesNotContainAnyElementsOf(old);
        }
        extensions.store.collect(CollectOptions.all());
        server.close();

        assertThat(old).allSatisfy(file -> assertThat(file).isRegularFile());
        try (ClassPath back = paths().realize("app", List.of(APP_ONE), List.of())) {
            assertThat(back.reused()).isTrue();
            assertThat(TestExtensions.run(back)).isEqualTo("one");
        }
    }

    @Test
    void line17_aRemovedDependencyIsAbsent() throws Exception {
        paths().realize("app", List.of(APP_ONE, "test:lib:1.0"), List.of()).close();

        try (ClassPath less = paths().realize("app", List.of("test:lib:1.0"), List.of())) {
            assertThat(TestExtensions.names(less)).containsExactly("lib-1.0.jar");
            assertThat(TestExtensions.run(less)).contains("app.App").contains("ClassNotFoundException");
        }
        try (ClassPath nothing = paths().realize("app", List.of(), List.of())) {
            assertThat(nothing.files()).isEmpty();
            assertThat(nothing.lock()).isEmpty();
        }
    }

    @Test
    void whatIsInUseSurvivesACollectionAndWhatNobodyNeedsGoes() throws Exception {
        ClassPaths paths = paths();
        ClassPath used = paths.realize("app", List.of(APP_ONE), List.of());
        assertThat(paths.forget("app")).isTrue();

        extensions.store.collect(CollectOptions.all());
        assertThat(TestExtensions.run(used)).isEqualTo("one");

        used.close();
        extensions.store.collect(CollectOptions.all());
        assertThat(used.files()).allSatisfy(file -> assertThat(file).doesNotExist());
        try (ClassPath anew = paths.realize("app", List.of(APP_ONE), List.of())) {
            assertThat(anew.reused()).isFalse();
            assertThat(TestExtensions.run(anew)).isEqualTo("one");
        }
    }

    @Test
    void jarsThatWereRemovedComeBackByTheLockEvenIfTheLocalRepositoryIsSpoilt() throws Exception {
        ClassPaths paths = paths();
        ClassPath first = paths.realize("app", List.of(APP_ONE), List.of());
        first.close();
        extensions.store.removeProfile("extension-app");
        extensions.store.remove(
                extensions.store.refOf(first.files().get(1).getParent()).orElseThrow());
        Files.writeString(extensions.home.resolve("maven/test/lib/1.0/lib-1.0.jar"), "spoilt");

        try (ClassPath again = paths.realize("app", List.of(APP_ONE), List.of())) {
            assertThat(again.lock()).isEqualTo(first.lock());
            assertThat(again.files()).isEqualTo(first.files());
            assertThat(TestExtensions.run(again)).isEqualTo("one");
        }
    }

    @Test
    void theLockNamesEachJarWithHashSizeAndOrder() throws Exception {
        try (ClassPath path = paths().realize("app", List.of(APP_ONE), List.of())) {
            assertThat(path.lock()).extracting(LockedJar::name).containsExactly("test:app:1.0", "test:lib:1.0");
            for (LockedJar jar : path.lock()) {
                Path file = path.files().get(jar.order());
                assertThat(jar.sha256()).isEqualTo(JarFiles.hash(file));
                assertThat(jar.size()).isEqualTo(Files.size(file));
            }
        }
    }

    @Test
    void localJarsComeFirstAndAreStoredByContent() throws Exception {
        Path jar = localJar("my app.jar", MavenRepository.USES_ONE, "test:lib:1.0");

        ClassPath first = paths().realize("app", List.of("test:lib:1.0"), List.of(jar));
        Files.write(jar, repository.jar(MavenRepository.USES_TWO, "test:lib:2.0"));
        ClassPath second = paths().realize("app", List.of("test:lib:2.0"), List.of(jar));

        assertThat(TestExtensions.names(first)).containsExactly("my_app.jar", "lib-1.0.jar");
        assertThat(TestExtensions.run(first)).isEqualTo("one");
        assertThat(TestExtensions.run(second)).isEqualTo("2");
        assertThat(second.fingerprint()).isNotEqualTo(first.fingerprint());
        Files.delete(extensions.folder.resolve("my app.jar"));
        assertThat(TestExtensions.run(second)).isEqualTo("2");
        first.close();
        second.close();
    }

    @Test
    void theSameJarTwiceIsOneFile() throws Exception {
        Path jar = localJar("app.jar", MavenRepository.USES_ONE, "test:lib:1.0");
        byte[] lib = Files.readAllBytes(repository.file("test:lib:1.0", "jar"));
        repository.publish("moved:lib:1.0", lib, MavenRepository.pom("moved:lib:1.0"));

        try (ClassPath path =
                paths().realize("app", List.of("test:lib:1.0", "moved:lib:1.0", "test:lib:1.0"), List.of(jar, jar))) {
            assertThat(TestExtensions.names(path)).containsExactly("app.jar", "lib-1.0.jar");
            assertThat(TestExtensions.run(path)).isEqualTo("one");
        }
    }

    @Test
    void theNearestVersionWinsAsInMaven() throws Exception {
        repository.publish("test:middle:1.0", MavenRepository.USES_ONE.replace("App", "Middle"), "test:lib:1.0");
        repository.publish(
                "test:far:1.0", MavenRepository.USES_ONE.replace("App", "Far"), "test:middle:1.0", "test:lib:1.0");

        try (ClassPath far = paths().realize("far", List.of("test:far:1.0", APP_TWO), List.of());
                ClassPath own = paths().realize("own", List.of("test:far:1.0", "test:lib:2.0"), List.of())) {
            assertThat(TestExtensions.names(far))
                    .containsExactly("far-1.0.jar", "middle-1.0.jar", "lib-1.0.jar", "app-2.0.jar");
            assertThat(TestExtensions.names(own)).containsExactly("far-1.0.jar", "middle-1.0.jar", "lib-2.0.jar");
        }
    }

    @Test
    void aRangeIsLockedToWhatItWasAtFirst() throws Exception {
        MavenRepository.put(
                repository.folder.resolve("test/lib/maven-metadata.xml"),
                ("<metadata><groupId>test</groupId><artifactId>lib</artifactId><versioning><versions>"
                                + "<version>1.0</version><version>2.0</version></versions></versioning></metadata>")
                        .getBytes(UTF_8));
        repository.publish(
                "test:open:1.0",
                repository.jar(MavenRepository.USES_TWO, "test:lib:2.0"),
                MavenRepository.pom("test:open:1.0", "test:lib:[1.0,3.0)"));

        try (ClassPath path = paths().realize("open", List.of("test:open:1.0"), List.of())) {
            assertThat(path.lock()).extracting(LockedJar::name).containsExactly("test:lib:2.0", "test:open:1.0");
            assertThat(TestExtensions.run(path)).isEqualTo("2");
        }
    }

    @Test
    void testAndOptionalAndSystemDependenciesAreLeftOut() throws Exception {
        Path secret = Files.writeString(extensions.folder.resolve("secret.jar"), "secret");
        String others = """
                <dependency><groupId>test</groupId><artifactId>none</artifactId><version>1</version><scope>test</scope></dependency>
                <dependency><groupId>test</groupId><artifactId>none</artifactId><version>2</version><optional>true</optional></dependency>
                <dependency><groupId>test</groupId><artifactId>file</artifactId><version>1</version><scope>system</scope>
                <systemPath>%s</systemPath></dependency></dependencies>
                """.formatted(secret);
        repository.publish(
                "test:scopes:1.0",
                repository.jar(MavenRepository.USES_ONE, "test:lib:1.0"),
                MavenRepository.pom("test:scopes:1.0", "test:lib:1.0").replace("</dependencies>", others));

        try (ClassPath path = paths().realize("scopes", List.of("test:scopes:1.0"), List.of())) {
            assertThat(TestExtensions.names(path)).containsExactly("scopes-1.0.jar", "lib-1.0.jar");
        }
    }

    @Test
    void offlineALocalRepositoryIsEnough() throws Exception {
        paths().realize("app", List.of(APP_ONE), List.of()).close();
        ClassPaths offline = extensions.classPaths(DependencySettings.defaults()
                .withRepositories(List.of(server.address()))
                .withOffline(true));
        int asked = server.asked.size();

        try (ClassPath other = offline.realize("other", List.of(APP_ONE, "test:lib:1.0"), List.of())) {
            assertThat(other.reused()).isFalse();
            assertThat(TestExtensions.run(other)).isEqualTo("one");
        }
        assertThat(server.asked).hasSize(asked);
    }

    @Test
    void noThreadOutlivesAResolution() throws Exception {
        try (ClassPath path = paths().realize("app", List.of(APP_ONE), List.of())) {
            assertThat(path.reused()).isFalse();
        }

        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("luarium-dependencies") || name.contains("Resolver")));
    }

    @Test
    void aPomBringsWhatItDependsOn() throws Exception {
        repository.publishPom("test:all:1.0", MavenRepository.pom("test:all:1.0", APP_ONE));

        try (ClassPath path = paths().realize("all", List.of("test:all:pom:1.0"), List.of())) {
            assertThat(TestExtensions.names(path)).containsExactly("app-1.0.jar", "lib-1.0.jar");
        }
    }

    @Test
    void severalThreadsThatWantTheSameGetItOnce() throws Exception {
        ClassPaths paths = paths();
        CountDownLatch together = new CountDownLatch(4);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<ClassPath>> all = threads.invokeAll(Collections.nCopies(4, () -> {
                together.countDown();
                together.await();
                return paths.realize("app", List.of(APP_ONE), List.of());
            }));
            List<Path> files = all.get(0).get().files();
            for (Future<ClassPath> one : all) {
                assertThat(one.get().files()).isEqualTo(files);
                one.get().close();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(server.asked).doesNotHaveDuplicates();
        assertThat(extensions.store.profile("extension-app").generations())
                .extracting(Generation::entries)
                .containsOnly(extensions
                        .store
                        .profile("extension-app")
                        .current()
                        .orElseThrow()
                        .entries());
    }

    @Test
    void differentClassPathsShareALocalRepositoryAtTheSameTime() throws Exception {
        ClassPaths one = paths();
        ClassPaths two = paths();
        CountDownLatch together = new CountDownLatch(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<ClassPath> first = threads.submit(() -> {
                together.countDown();
                together.await();
                return one.realize("one", List.of(APP_ONE), List.of());
            });
            Future<ClassPath> second = threads.submit(() -> {
                together.countDown();
                together.await();
                return two.realize("two", List.of("test:lib:1.0", APP_ONE), List.of());
            });
            assertThat(first.get().files())
                    .containsExactlyInAnyOrderElementsOf(second.get().files());
        } finally {
            threads.shutdownNow();
        }
    }
}
