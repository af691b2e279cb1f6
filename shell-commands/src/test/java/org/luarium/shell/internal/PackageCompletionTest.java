// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PackageCompletionTest {
    private final FakePackages packages = new FakePackages();
    private final GogoSession gogo = new GogoSession(
            "",
            new LuariumCommands("1", null, null, true),
            new PackageCommands(packages),
            new EnvironmentCommands(packages.environments, packages, new FakeCurator(packages.environments)),
            new PackageCareCommands(new FakeCurator(packages.environments), packages.environments),
            new RepositoryCommands(new FakeRepositories()));

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void completesEnvironmentsWhereverOneIsAskedFor() throws Exception {
        gogo.execute("environment:bootstrap science");

        assertThat(candidates("environment:delete", "''", 1)).isEqualTo(List.of("science"));
        assertThat(candidates("package:list", "--environment ''", 2)).isEqualTo(List.of("science"));
        assertThat(candidates("vm:create", "x --environment ''", 3)).isEqualTo(List.of("science"));
        assertThat(candidates("session:environment", "x ''", 2)).isEqualTo(List.of("science"));
        assertThat(candidates("environment:bootstrap", "''", 1)).isEqualTo(List.of());
        assertThat(candidates("environment:bootstrap", "x --dialect ''", 3))
                .isEqualTo(List.of("5.1", "5.2", "5.3", "5.4"));
    }

    @Test
    void completesWhatIsInstalledThere() throws Exception {
        gogo.execute("package:install alpha --environment science");

        assertThat(candidates("package:remove", "--environment science ''", 3)).isEqualTo(List.of("alpha", "beta"));
        assertThat(candidates("package:why", "'' --environment science", 1)).isEqualTo(List.of("alpha", "beta"));
        assertThat(candidates("package:update", "''", 1)).isEqualTo(List.of());
        assertThat(candidates("package:update", "'' --environment '$(x)'", 1)).isEqualTo(List.of());
    }

    @Test
    void asksForNamesThatSomebodyBeginsToType() throws Exception {
        assertThat(candidates("package:install", "''", 1)).isEqualTo(List.of());
        assertThat(candidates("package:install", "alpha BE", 2)).isEqualTo(List.of("beta"));
        assertThat(candidates("package:info", "a", 1)).isEqualTo(List.of("alpha"));
        assertThat(candidates("package:info", "'a b'", 1)).isEqualTo(List.of());
        assertThat(packages.done).containsExactly("search be", "search a");
    }

    @Test
    void completesProfiles() throws Exception {
        assertThat(candidates("environment:bootstrap", "x --package-profile ''", 3))
                .isEqualTo(List.of("tools", "whole"));
        assertThat(candidates("package:profiles", "''", 1)).isEqualTo(List.of("tools", "whole"));
        assertThat(candidates("package:catalogue", "''", 1)).isEqualTo(List.of());
    }

    @Test
    void completesRepositories() throws Exception {
        gogo.execute("repository:add https://luarocks.org");

        assertThat(candidates("repository:remove", "''", 1)).isEqualTo(List.of("luarocks.org"));
        assertThat(candidates("repository:refresh", "''", 1)).isEqualTo(List.of("luarocks.org"));
        assertThat(candidates("repository:add", "x --name ''", 3)).isEqualTo(List.of());
    }

    private Object candidates(String command, String words, int place) throws Exception {
        return gogo.execute("luarium:_candidates " + command + " [" + command + " " + words + "] " + place);
    }
}
