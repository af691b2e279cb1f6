// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.packages.RockVersion;
import org.luarium.packages.SourceFallback;

final class PackageCommandsTest {
    private final FakePackages manager = new FakePackages();
    private final GogoSession gogo = new GogoSession("", new PackageCommands(manager));

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void searches() throws Exception {
        assertThat(gogo.print("package:search")).isEqualTo("""
                        PACKAGE  NEWEST  VERSIONS  REPOSITORY
                        alpha    1.2-1   2         rocks
                        beta     1.2-1   2         rocks""");
        assertThat(gogo.print("package:search alp")).hasLineCount(2);
        assertThat(gogo.print("package:search zeta")).isEqualTo("PACKAGE  NEWEST  VERSIONS  REPOSITORY");
        assertThat(gogo.print("package:search alp --json")).contains("\"1.2-1\",\n", "\"package\" : \"alpha\"");
    }

    @Test
    void showsOneSafely() throws Exception {
        assertThat(gogo.print("package:info Alpha")).isEqualTo("""
                        package     alpha
                        version     1.2-1
                        summary     first\\x1b[2J\\x9b
                        homepage    https://example.org/\\x1b[2J\\x9b
                        licence     -
                        needs       beta >= 1.0
                        versions    1.2-1, 1.0-1
                        repository  rocks
                        description:
                          Tells
                          more.\\x1b[2J\\x9b""");
        assertThat(gogo.print("package:info alpha --json"))
                .contains("\"summary\" : \"first\\u001B[2J\\u009b\"")
                .doesNotContain("\u001b", "\u009b");
    }

    @Test
    void installsIntoTheDefaultEnvironmentOrAnother() throws Exception {
        assertThat(gogo.print("package:install alpha")).isEqualTo("""
                        CHANGE  PACKAGE  VERSION  BEFORE  REPOSITORY
                        added   alpha    1.2-1    -       rocks
                        added   beta     1.2-1    -       rocks
                        environment default, generation 1""");
        gogo.execute("package:install 'alpha 1.2-1' 'beta>=1.0, < 2' --environment science");

        assertThat(manager.done)
                .containsExactly("install default [alpha]", "install science [alpha == 1.2-1, beta >= 1.0, < 2]");
    }

    @Test
    void saysWhatWasBuiltFromItsSourcesAndWhy() throws Exception {
        manager.fallbacks = List.of(new SourceFallback(
                FakePackages.ALPHA, RockVersion.of("1.2-1"), "alpha-1.2-1.linux-x86_64.rock", "it is for another Lua"));
        String line =
                "alpha 1.2-1 was built from its sources, as alpha-1.2-1.linux-x86_64.rock cannot be used: it is for"
                        + " another Lua";

        assertThat(gogo.print("package:install alpha")).contains("\n" + line + "\nenvironment default, generation 1");
        assertThat(gogo.print("package:install alpha --json"))
                .contains("\"artifact\" : \"alpha-1.2-1.linux-x86_64.rock\"", "\"reason\" : \"it is for another Lua\"");
    }

    @Test
    void saysWhatCameAndWent() throws Exception {
        gogo.execute("package:install alpha");

        assertThat(gogo.print("package:install alpha"))
                .contains("changed  alpha    1.2-1    1.2-1   rocks", "environment default, generation 2");
        assertThat(gogo.print("package:update"))
                .isEqualTo("no package came or went\nenvironment default, generation 2");
        assertThat(gogo.print("package:update alpha --json")).contains("\"added\" : [ ]", "\"generation\" : 2");
        assertThat(gogo.print("package:remove alpha beta Alpha"))
                .contains("removed  alpha    -        1.2-1   rocks", "generation 3");
        assertThat(manager.done)
                .endsWith("update default []", "update default [alpha]", "remove default [alpha, beta]");
    }

    @Test
    void listsAndExplains() throws Exception {
        gogo.execute("package:install alpha --environment science");

        assertThat(gogo.print("package:list --environment science")).isEqualTo("""
                        PACKAGE  VERSION  REASON     REPOSITORY  MODULES
                        alpha    1.2-1    requested  rocks       2
                        beta     1.2-1    needed     rocks       2""");
        assertThat(gogo.print("package:list --environment science --json"))
                .contains("\"modules\" : [\n      \"beta\",\n      \"beta.more\"\n    ]", "\"requested\" : true");
        assertThat(gogo.print("package:why beta --environment science")).isEqualTo("""
                        PACKAGE  VERSION  BECAUSE
                        alpha    1.2-1    it was requested
                        beta     1.2-1    alpha needs beta >= 1.0""");
        assertThat(gogo.print("package:why beta --environment science --json")).contains("\"neededBy\" : \"alpha\"");
    }

    @Test
    void showsOneInDetail() throws Exception {
        gogo.execute("package:install alpha; rocks = (package:list)");

        assertThat(gogo.print("($rocks get 0)"))
                .contains("reason            requested\n", "modules           alpha, alpha.more\n")
                .endsWith("made of rockspec  sha256:" + "a".repeat(64));
    }

    @Test
    void takesRecordsWhereNamesAreAskedFor() throws Exception {
        gogo.execute("change = (package:install alpha --environment science)");
        gogo.execute("rocks = (package:list --environment ($change environment))");

        assertThat(gogo.print("package:why ($rocks get 1) --environment ($change environment)"))
                .hasLineCount(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "package:info | package:info: PACKAGE is missing; usage: package:info PACKAGE [options]",
                "package:info beta | package:info: no repository has a package 'beta'; package:search shows what there is",
                "package:info 'a/b' | package:info: 'a/b' is not the name of a rock: write 1 to 64 of the characters a-z, 0-9, '.', '_' and '-', the first a letter or digit",
                "package:install gamma | package:install: nothing meets gamma: no repository has gamma",
                "package:install alpha 1.2-1 | package:install: '1.2-1' looks like a version; put it and the name in quotes: 'penlight >= 1.13'",
                "package:install | package:install: PACKAGE is missing; usage: package:install PACKAGE... [options]",
                "package:list | package:list: there is no environment 'default'; create it, or install something into it",
                "package:remove alpha --environment x | package:remove: there is no environment 'x'; create it, or install something into it",
                "package:install alpha; package:remove gamma | package:remove: rock gamma is not in environment 'default'",
                "package:install alpha; package:why gamma | package:why: rock gamma is not in environment 'default'",
                "package:list --environment | package:list: --environment needs a value: --environment ENV",
                "package:update --all | package:update: there is no option --all; there are --environment, --json, --help"
            })
    void answersAMistakeWithOneLine(String line, String message) {
        assertThatThrownBy(() -> gogo.execute(line))
                .isInstanceOf(CommandException.class)
                .hasToString(message)
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
        assertThat(gogo.out()).isEmpty();
    }

    @Test
    void answersAnUnreadableRequestWithOneLine() {
        assertThatThrownBy(() -> gogo.execute("package:install 'alpha >>> \u001b[2J'"))
                .isInstanceOf(CommandException.class)
                .hasMessageStartingWith("package:install: 'alpha >>> \\u{1b}[2J' is not a dependency: ")
                .hasMessageNotContaining("\u001b");
    }
}
