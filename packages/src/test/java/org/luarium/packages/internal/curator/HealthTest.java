// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.curator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.packages.HealthCheck;
import org.luarium.packages.HealthCheck.Status;
import org.luarium.packages.HealthReport;
import org.luarium.packages.internal.install.TestHome;
import org.luarium.packages.internal.install.TestRepository;
import org.luarium.packages.spi.PackageRepository;
import org.luarium.packages.spi.Release;

final class HealthTest {
    @TempDir
    private Path folder;

    private TestHome home;
    private LuariumCurator curator;
    private final TestRepository repository = new TestRepository("test");
    private final Catalogues catalogues = new Catalogues();

    @BeforeEach
    void open() throws IOException {
        home = new TestHome(folder).with(repository);
        curator = new LuariumCurator(
                home.all, catalogues, new Health.Patience(Duration.ofMillis(300), Duration.ofSeconds(60)));
        repository.lua("lua-cjson", "1.0-1", "", "cjson", "return { name = ... }");
    }

    @AfterEach
    void close() {
        curator.close();
        home.close();
    }

    private static HealthCheck check(HealthReport report, String name) {
        return report.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void weighsWhatIsWellAndWhatIsMissing() {
        home.install("demo", "lua-cjson");

        HealthReport report = curator.health("demo");

        assertThat(report.checks().stream().mapToInt(HealthCheck::weight).sum()).isEqualTo(100);
        assertThat(report.checked()).isEqualTo(100);
        assertThat(report.checks())
                .filteredOn(check ->
                        !check.name().equals("compiler") && !check.name().equals("critical rocks"))
                .allMatch(check -> check.status() == Status.OK && check.remedy().isEmpty());
        HealthCheck critical = check(report, "critical rocks");
        assertThat(critical.status()).isEqualTo(Status.WARNING);
        assertThat(critical.points()).isEqualTo(1);
        assertThat(critical.explanation())
                .isEqualTo("1 of 6 rocks of priority 8 or more are in it; missing: bio-utils, gabby-lua,"
                        + " luafilesystem, luasocket, sequence-parser");
        assertThat(report.score()).isEqualTo(91 - (5 - check(report, "compiler").points()));
        assertThat(report.good()).isFalse();
    }

    @Test
    void saysWhatCannotBeCheckedWithoutAnEnvironment() {
        HealthReport report = curator.health("none");

        assertThat(check(report, "environment").status()).isEqualTo(Status.FAILED);
        assertThat(check(report, "environment").remedy()).isEqualTo("environment:bootstrap none");
        assertThat(check(report, "modules").status()).isEqualTo(Status.UNKNOWN);
        assertThat(check(report, "critical rocks").status()).isEqualTo(Status.UNKNOWN);
        assertThat(check(report, "interpreter").status()).isEqualTo(Status.OK);
        assertThat(report.checked()).isEqualTo(75);
        assertThat(home.environments.list()).isEmpty();
    }

    @Test
    void findsADamagedEnvironmentAndModulesThatDoNotLoad() throws IOException {
        Path files = home.install("demo", "lua-cjson").environment().folder();
        try (Stream<Path> all = Files.walk(files)) {
            for (Path file : all.filter(each -> each.endsWith("cjson.lua")).toList()) {
                Files.delete(file);
                Path unused = Files.writeString(file, "error('broken on purpose')");
            }
        }

        HealthReport report = curator.health("demo");

        assertThat(check(report, "environment").status()).isEqualTo(Status.FAILED);
        assertThat(check(report, "environment").explanation()).contains("cjson.lua");
        assertThat(check(report, "modules").status()).isEqualTo(Status.FAILED);
        assertThat(check(report, "modules").explanation()).contains("cjson", "broken on purpose");
        assertThat(report.score()).isLessThan(70);
    }

    @Test
    void doesNotWaitForARepositoryThatDoesNotAnswer() {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        home.install("demo", "lua-cjson");
        home.with(new Hanging(asked, released));
        try {
            HealthReport report = curator.health("demo");

            assertThat(asked.getCount()).isZero();
            assertThat(check(report, "repositories").status()).isEqualTo(Status.UNKNOWN);
            assertThat(check(report, "repositories").explanation()).startsWith("they did not all answer within");
            assertThat(report.checked()).isEqualTo(90);
            assertThat(check(report, "modules").status()).isEqualTo(Status.OK);
        } finally {
            released.countDown();
        }
    }

    @Test
    void namesRepositoriesThatCannotBeReadAndCataloguesThatAreLeftOut() {
        home.with(new Broken());
        catalogues.put(CatalogueSource.of("wrong", "{"));

        HealthReport report = curator.health("none");

        assertThat(check(report, "repositories").status()).isEqualTo(Status.WARNING);
        assertThat(check(report, "repositories").points()).isEqualTo(5);
        assertThat(check(report, "repositories").explanation())
                .startsWith("broken: ")
                .contains("burnt down");
        assertThat(check(report, "catalogue").status()).isEqualTo(Status.WARNING);
        assertThat(check(report, "catalogue").explanation()).contains("wrong is left out: line 1: ");
    }

    @Test
    void endsItsThreads() {
        HealthReport unused = curator.health("none");

        curator.close();

        // A pool has ended a moment before its last thread has
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("luarium-curator-")));
    }

    /** A repository on a server that takes the connection and says nothing. */
    private record Hanging(CountDownLatch asked, CountDownLatch released) implements PackageRepository {
        @Override
        public String name() {
            return "hanging";
        }

        @Override
        public String location() {
            return "nowhere";
        }

        @Override
        public Collection<Release> releases() throws IOException {
            asked.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
            return List.of();
        }

        @Override
        public InputStream open(Release release, String artifact) throws IOException {
            throw new IOException("nothing");
        }
    }

    private record Broken() implements PackageRepository {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public String location() {
            return "nowhere";
        }

        @Override
        public Collection<Release> releases() throws IOException {
            throw new IOException("it burnt down");
        }

        @Override
        public InputStream open(Release release, String artifact) throws IOException {
            throw new IOException("nothing");
        }
    }
}
