// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.component;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.packages.RepositoryInfo;
import org.luarium.packages.RepositoryOptions;
import org.luarium.packages.RockName;
import org.luarium.packages.RockOffer;
import org.luarium.packages.RockVersion;
import org.luarium.packages.internal.repository.Repositories;
import org.luarium.packages.internal.repository.RepositoryFactory;
import org.luarium.packages.internal.web.HandServer;

/** A server, its manifest and the manager, as they are put together. */
class ManifestsTest {
    private static final String MANIFEST = """
            commands = {}
            modules = {}
            repository = {
               say = {
                  ["1.3-1"] = { { arch = "rockspec" }, { arch = "src" } },
                  ["1.4.1-3"] = { { arch = "rockspec" }, { arch = "linux-x86_64" } },
               },
               ["lua-cjson"] = { ["scm-1"] = { { arch = "rockspec" } } },
               ["../evil"] = { ["1-1"] = { { arch = "src" } } },
            }
            """;

    @TempDir
    private Path home;

    @Test
    void aManifestOfAServerIsRead() throws IOException {
        Repositories repositories = new Repositories(
                home,
                new RepositoryFactory(
                        home.resolve("copies"), home.resolve("seen"), Manifests::read, InstantSource.system()));
        try (HandServer server = new HandServer(HandServer.says("HTTP/1.1 200 OK", MANIFEST.getBytes(UTF_8)))) {
            RepositoryInfo info = repositories.add(
                    server.uri("/"),
                    RepositoryOptions.builder("web").plainHttp(true).local(true).build());

            assertThat(info.problem()).isEmpty();
            assertThat(info.rocks()).isEqualTo(2);
            assertThat(info.age()).isPresent();
            assertThat(info.remarks()).singleElement().asString().contains("../evil");
            RockOffer offer = repositories.releases(new RockName("say")).orElseThrow();
            assertThat(offer.versions()).containsExactly(RockVersion.of("1.4.1-3"), RockVersion.of("1.3-1"));
        }
    }

    @Test
    void aPageInsteadOfAManifestIsNamed() throws IOException {
        Repositories repositories = new Repositories(
                home,
                new RepositoryFactory(
                        home.resolve("copies"), home.resolve("seen"), Manifests::read, InstantSource.system()));
        try (HandServer server =
                new HandServer(HandServer.says("HTTP/1.1 200 OK", "<html>log in</html>".getBytes(UTF_8)))) {
            RepositoryInfo info = repositories.add(
                    server.uri("/"),
                    RepositoryOptions.builder("web").plainHttp(true).local(true).build());

            assertThat(info.problem())
                    .get()
                    .asString()
                    .contains("no list of rocks")
                    .contains("check the address");
        }
    }
}
