// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.packages.RepositoryInfo;
import org.luarium.packages.RepositoryOptions;

final class RepositoryCommandsTest {
    private final FakeRepositories manager = new FakeRepositories();
    private final GogoSession gogo = new GogoSession("", new RepositoryCommands(manager));

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void addsWithOptions() throws Exception {
        assertThat(gogo.print("repository:add http://localhost:8080/x --name mine --priority -5 --plain-http --local"))
                .isEqualTo("""
                        repository  mine
                        location    http://localhost:8080/x
                        priority    -5
                        packages    7
                        age         3m
                        index       serial 7, signed, expires 2030-01-31T00:00:00Z
                        problem     none
                        removable   yes
                        remark      one rock is ignored\\x1b[2J\\x9b""");

        RepositoryOptions options = manager.options.get(0);
        assertThat(options.plainHttp()).isTrue();
        assertThat(options.local()).isTrue();
        assertThat(options.priority()).hasValue(-5);
    }

    @ParameterizedTest
    @CsvSource({
        "https://LuaRocks.org/manifests, luarocks.org, https://LuaRocks.org/manifests",
        "file:///srv/Our%20rocks/, our-rocks, file:///srv/Our%20rocks/",
        "rocks, rocks, file:///base/rocks",
        "../.lab, lab, file:///.lab"
    })
    void makesANameOfTheAddress(String url, String name, String location) throws Exception {
        gogo.session.currentDir(Path.of("/base"));

        RepositoryInfo info = (RepositoryInfo) gogo.execute("repository:add '" + url + "'");

        assertThat(info.name()).isEqualTo(name);
        assertThat(info.location()).isEqualTo(location);
        assertThat(manager.options.get(0).priority()).isEmpty();
        assertThat(manager.options.get(0).plainHttp()).isFalse();
        assertThat(manager.options.get(0).local()).isFalse();
    }

    @Test
    void listsAndRefreshes() throws Exception {
        gogo.execute("repository:add https://luarocks.org");
        manager.repositories.put(
                "z", FakeRepositories.info("z", "https://z.example", -100, Optional.of("gone" + FakePackages.HOSTILE)));

        String table = """
                REPOSITORY    PRIORITY  PACKAGES  AGE  LOCATION              PROBLEM
                luarocks.org  0         7         3m   https://luarocks.org  -
                z             -100      7         -    https://z.example     gone\\x1b[2J\\x9b""";
        assertThat(gogo.print("repository:list")).isEqualTo(table);
        assertThat(gogo.print("repository:refresh")).isEqualTo(table);
        assertThat(gogo.print("repository:refresh z --json"))
                .contains("\"problem\" : \"gone\\u001B[2J\\u009b\"", "\"age\" : null");
        assertThat(manager.done).containsExactly("refresh all", "refresh z");
    }

    @Test
    void removes() throws Exception {
        gogo.execute("r = (repository:add https://luarocks.org)");

        assertThat(gogo.execute("repository:remove $r")).isEqualTo("removed luarocks.org");
        assertThat(manager.repositories).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "repository:add | repository:add: URL is missing; usage: repository:add URL [options]",
                "repository:add 'https://me:secret@ho st' | repository:add: URL is not an address: illegal character in authority at 9; write it like https://luarocks.org",
                "repository:add / | repository:add: no name can be made of the URL; give one with --name",
                "repository:add https://a --name 'X Y' | repository:add: the name of a repository is not allowed; give 1 to 64 of a-z, 0-9, '.', '_' and '-', the first a letter or digit",
                "repository:add https://a --priority high | repository:add: --priority: 'high' is not a number, such as 10 or -200"
            })
    void answersAMistakeWithOneLine(String line, String message) {
        assertFails(line, message);
        assertThat(gogo.out()).isEmpty();
    }

    @Test
    void answersAnUnknownOrTakenNameWithOneLine() throws Exception {
        gogo.execute("repository:add https://a");

        assertThatThrownBy(() -> gogo.execute("repository:add https://a"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("'a'");
        assertThatThrownBy(() -> gogo.execute("repository:remove b"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("'b'");
    }

    private void assertFails(String line, String message) {
        assertThatThrownBy(() -> gogo.execute(line))
                .isInstanceOf(CommandException.class)
                .hasToString(message)
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }
}
