// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.packages.InvalidLockException;
import org.luarium.packages.RockBuildException;
import org.luarium.packages.internal.build.Artifact;
import org.luarium.packages.internal.build.Md5;
import org.luarium.packages.internal.repository.OwnRepository;
import org.luarium.packages.internal.rockspec.Rockspecs;
import org.luarium.packages.internal.web.HandServer;
import org.luarium.packages.internal.web.Rules;
import org.luarium.packages.spi.Release;

/** Rocks of which there is a rockspec alone, with sources elsewhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WebSourcesTest {
    private static final byte[] ARCHIVE = TestRepository.zip(Map.of("far-1/far.lua", "return 'far'".getBytes(UTF_8)));

    private final Local repository = new Local();
    private TestHome home;
    private HandServer server;
    private volatile byte[] served = ARCHIVE;

    /** Whose owner allows servers of this machine. */
    private static final class Local extends TestRepository implements OwnRepository {
        private volatile Rules rules = new Rules(true, true);

        Local() {
            super("local");
        }

        @Override
        public List<Release> releases() {
            return List.copyOf(super.releases());
        }

        @Override
        public List<String> remarks() {
            return List.of();
        }

        @Override
        public Rules rules() {
            return rules;
        }
    }

    @BeforeAll
    void open(@TempDir Path folder) throws IOException {
        server = new HandServer(this::serve);
        home = new TestHome(folder).with(repository);
        home.environments.create("demo", "5.4");
    }

    @AfterAll
    void close() throws IOException {
        home.close();
        server.close();
    }

    private void serve(String request, OutputStream out, HandServer self) throws IOException {
        if (request.startsWith("GET /gone")) {
            out.write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
        } else if (request.startsWith("GET /large")) {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\n\r\n".getBytes(ISO_8859_1));
            byte[] part = new byte[1 << 20];
            for (int i = 0; i < 100; i++) {
                out.write(part);
            }
        } else {
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + served.length + "\r\n\r\n").getBytes(ISO_8859_1));
            out.write(served);
        }
    }

    private void offer(String rock, String url, String more) {
        String spec = "package = '" + rock + "' version = '1-1' source = { url = '" + url + "'" + more
                + " } build = { type = 'builtin', modules = { " + rock + " = 'far.lua' } }";
        repository.add(rock, "1-1", Map.of(Release.ROCKSPEC, spec.getBytes(UTF_8)));
    }

    private void refused(String rock, String explanation) {
        assertThatThrownBy(() -> home.install("demo", rock))
                .isInstanceOf(RockBuildException.class)
                .hasMessageContaining(rock + " 1-1")
                .hasMessageContaining(explanation);
    }

    @Test
    void fetchesThemOnceAndLocksTheirHash(@TempDir Path elsewhere) throws IOException {
        offer("far", server.uri("/far-1.zip").toString(), ", md5 = '" + Md5.of(ARCHIVE) + "'");
        home.environments.create("fetched", "5.4");

        home.install("fetched", "far");

        assertThat(home.run("fetched", "return require('far')")).isEqualTo("far");
        assertThat(home.environments.get("fetched").rocks().get(0).artifacts())
                .containsEntry(Artifact.ARCHIVE, Rockspecs.sha256(ARCHIVE));
        String lock = home.environments.lock("fetched");
        offer("far", server.uri("/far-1.zip").toString(), "");
        served = TestRepository.zip(Map.of("far-1/far.lua", "return 'evil'".getBytes(UTF_8)));
        try (TestHome other = new TestHome(elsewhere).with(repository)) {
            assertThatThrownBy(() -> other.environments.restore("copy", lock))
                    .isInstanceOf(InvalidLockException.class)
                    .hasMessageContaining("another content than it had");
        } finally {
            served = ARCHIVE;
        }
    }

    @Test
    void refusesWhatIsDamaged() {
        offer("damaged", server.uri("/far-1.zip").toString(), ", md5 = '00000000000000000000000000000000'");

        refused("damaged", "far-1.zip is damaged, or not the file that its rockspec means");
    }

    @Test
    void saysWhyTheyCannotBeHad() {
        offer("gone", server.uri("/gone.zip").toString(), "");
        refused("gone", "404");
        offer("large", server.uri("/large.zip").toString(), "");
        refused("large", "which is the limit");
        offer("odd", "https://exa mple.org/x.zip", "");
        refused("odd", "its sources cannot be had");
    }

    @Test
    void k11ReachesNoServerThatTheOwnerDidNotAllow() {
        int before = server.requests().size();
        repository.rules = new Rules(true, false);
        offer("private", server.uri("/far-1.zip").toString(), "");
        refused("private", "on this machine or in a private network");
        repository.rules = new Rules(false, true);
        refused("private", "without encryption");
        repository.rules = new Rules(true, true);

        assertThat(server.requests()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "git://example.org/x.git",
                "git+https://example.org/x",
                "https://example.org/x.git",
                "cvs://example.org/x",
                "hg+http://example.org/x",
                "svn://example.org/x",
            })
    void refusesVersionControl(String url) {
        offer("versioned", url, "");

        refused("versioned", "under version control at '" + url + "'");
    }

    @Test
    void refusesFilesOfThisMachine() {
        offer("curious", "file:///etc/hostname", "");

        refused("curious", "which is not in repository local and no web address");
    }
}
