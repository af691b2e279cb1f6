// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.isolate.Profile;

final class EnvironmentCommandsTest {
    private final FakePackages packages = new FakePackages();
    private final FakeEnvironments manager = packages.environments;
    private final FakeCurator curator = new FakeCurator(manager);
    private final GogoSession gogo =
            new GogoSession("", new EnvironmentCommands(manager, packages, curator), new PackageCommands(packages));

    @TempDir
    private Path directory;

    @BeforeEach
    void open() {
        gogo.session.currentDir(directory);
    }

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void showsWhoUsesWhatAndForgetsTheRest() throws Exception {
        manager.put("lab", List.of(), List.of(), "create");
        manager.put("lab", List.of(), List.of(), "install");

        assertThat(gogo.print("environment:info lab"))
                .contains("size         1.5K")
                .contains("current")
                .contains("vm, other");
        assertThat(gogo.print("environment:prune lab 1")).contains("forgot generation 1 of lab");
        assertFails(
                "environment:prune lab 2",
                "environment:prune: generation 2 is being used by VM each new VM; close what uses it first");
        assertFails("environment:prune lab --keep 1 2", "environment:prune: either numbers or --keep");
        assertThat(gogo.print("environment:export lab out")).startsWith("exported lab to ");
        assertThat(manager.exported).isEqualTo(directory.resolve("out"));
    }

    @Test
    void makesAnEmptyEnvironment() throws Exception {
        assertThat(gogo.print("environment:bootstrap science --dialect 5.1")).isEqualTo("""
                        environment  science
                        Lua          5.1
                        generation   1, made 2026-01-02T03:04:05Z
                        requested    -
                        packages     -
                        folder       /environments/science""");
    }

    @Test
    void makesOneWithPackages() throws Exception {
        assertThat(gogo.print("environment:bootstrap science --packages 'alpha, beta >= 1.0'"))
                .contains("requested    alpha, beta >= 1.0\n", "packages     alpha 1.2-1, beta 1.2-1\n");
    }

    @Test
    void makesOneForVmsOfAProfile() throws Exception {
        gogo.print("environment:bootstrap science");
        gogo.print("environment:bootstrap strict --profile untrusted");

        assertThat(manager.profiles).containsExactly(Profile.STANDARD, Profile.UNTRUSTED);
    }

    @Test
    void makesOneFromAProfile() throws Exception {
        assertThat(gogo.print("environment:bootstrap science --package-profile tools --dialect 5.1"))
                .contains("Lua          5.1\n", "packages     alpha 1.2-1, beta 1.2-1\n")
                .doesNotContain("missing");
        assertFails(
                "environment:bootstrap other --package-profile whole",
                "environment:bootstrap: nothing was changed, as profile 'whole' cannot be installed for Lua 5.4; 1 of 2"
                        + " cannot be had: gamma: no repository has it; to be had from the laboratory (ask there)");
        assertThat(manager.find("other")).isEmpty();
        assertThat(gogo.print("environment:bootstrap other --package-profile whole --partial"))
                .contains("packages     alpha 1.2-1, beta 1.2-1\n")
                .endsWith("""
                        missing:
                        PACKAGE  VERSION  REPOSITORY  PROBLEM               TO GET IT
                        gamma    -        -           no repository has it  ask there""");
        assertThat(gogo.print("environment:bootstrap third --package-profile whole --partial --json"))
                .contains("\"environment\" : \"third\"", "\"remedy\" : \"ask there\"");
        assertThat(curator.listeners).hasSize(3).allMatch(InstallProgress.class::isInstance);
    }

    @Test
    void leavesNothingBehindIfPackagesCannotBeHad() {
        assertFails(
                "environment:bootstrap science --packages alpha,gamma",
                "environment:bootstrap: nothing meets alpha and gamma: no repository has gamma");
        assertFails(
                "environment:bootstrap science --packages alpha,/",
                "environment:bootstrap: '/' is not a dependency: '' is not the name of a rock: write 1 to 64 of the characters a-z, 0-9, '.', '_' and '-', the first a letter or digit");

        assertThat(manager.list()).isEmpty();
    }

    @Test
    void locksAndRestores() throws Exception {
        gogo.execute("environment:bootstrap science");

        assertThat(gogo.execute("environment:lock science")).isEqualTo("{\n  \"dialect\" : \"5.4\"\n}");
        assertThat(gogo.execute("environment:lock science a.lock"))
                .isEqualTo("wrote the lock of science to " + directory.resolve("a.lock"));
        gogo.execute("environment:lock science a.lock");
        assertThat(directory.toFile().list()).containsExactly("a.lock");

        assertThat(gogo.print("environment:bootstrap other --lock a.lock")).contains("packages     beta 1.0-1\n");
        assertThat(manager.restored).isEqualTo("{\n  \"dialect\" : \"5.4\"\n}\n");
    }

    @Test
    void writesThroughLinksAndToDevicesInsteadOfReplacingThem() throws Exception {
        Path target = Files.createFile(directory.resolve("target"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        gogo.execute(
                "environment:bootstrap science; environment:lock science link; environment:lock science /dev/null");

        assertThat(link).isSymbolicLink();
        assertThat(target).content().startsWith("{");
        assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
    }

    @Test
    void keepsAnEnvironmentThatSomebodyElseHasBegunToUse() {
        packages.beforeInstall = () -> packages.environments.put("science", List.of(), List.of(), "somebody else");

        assertThatThrownBy(() -> gogo.execute("environment:bootstrap science --packages gamma"))
                .isInstanceOf(CommandException.class);
        assertThat(manager.find("science")).isPresent();
    }

    @Test
    void listsWithGenerationsAndGoesBack() throws Exception {
        gogo.execute("environment:bootstrap science; package:install alpha --environment science");

        assertThat(gogo.print("environment:list")).isEqualTo("""
                        ENVIRONMENT  LUA  GENERATION  PACKAGES  REQUESTED
                        science      5.4  2           2         alpha""");
        assertThat(gogo.print("environment:list --json"))
                .contains("\"environment\" : \"science\"", "\"requests\" : [\n      \"alpha\"\n    ]");
        assertThat(gogo.print("environment:generations science")).isEqualTo("""
                        NUMBER  CREATED               STATE    PACKAGES  NOTE
                        1       2026-01-02T03:04:05Z  -        0         create
                        2       2026-01-02T03:04:05Z  current  2         install""");
        assertThat(gogo.print("environment:rollback science")).contains("generation   1,", "packages     -\n");
        assertThat(gogo.print("environment:rollback science 2 --json")).contains("\"generation\" : 2");
        assertThat(gogo.print("generations = (environment:generations science); ($generations get 1)"))
                .startsWith("number    2, current\n")
                .endsWith("packages  alpha 1.2-1, beta 1.2-1");
    }

    @Test
    void verifies() throws Exception {
        gogo.execute("environment:bootstrap science");

        assertThat(gogo.print("environment:verify science")).isEqualTo("environment  science\nproblems     none");

        manager.problems.add("alpha is gone" + FakePackages.HOSTILE);
        assertFails(
                "environment:verify science",
                "environment:verify: environment 'science' is not as it should be; store:verify --repair may help");
        assertThat(gogo.out()).isEqualTo("environment  science\nproblem      alpha is gone\\x1b[2J\\x9b\n");
        assertThat(gogo.print("environment:verify science --json")).contains("\"good\" : false");
    }

    @Test
    void deletes() throws Exception {
        gogo.execute("science = (environment:bootstrap science)");

        assertThat(gogo.execute("environment:delete $science")).isEqualTo("deleted science");
        assertThat(gogo.print("environment:list")).hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "environment:bootstrap | environment:bootstrap: ENV is missing; usage: environment:bootstrap ENV [options]",
                "environment:bootstrap .x | environment:bootstrap: no name of an environment",
                "environment:bootstrap a | environment:bootstrap: there is an environment 'a' already; delete it first, or take another name",
                "environment:bootstrap b --lock /no/such | environment:bootstrap: there is no file /no/such",
                "environment:bootstrap b --lock x --packages alpha | environment:bootstrap: --lock says all that is in it, without --packages, --dialect and --for",
                "environment:bootstrap b --lock /dev/zero | environment:bootstrap: /dev/zero is no lock: it is too large",
                "environment:bootstrap b --package-profile none | environment:bootstrap: there is no profile 'none'; there are tools, whole",
                "environment:bootstrap b --package-profile tools --packages alpha | environment:bootstrap: --package-profile says all that is in it, without --packages, --lock and --profile",
                "environment:bootstrap b --partial | environment:bootstrap: --partial is for a profile; give one with --package-profile",
                "environment:bootstrap a --package-profile tools | environment:bootstrap: there is an environment 'a' already; delete it first, or take another name",
                "environment:generations b | environment:generations: there is no environment 'b'; create it, or install something into it",
                "environment:rollback a | environment:rollback: environment 'a' has no generation 0; see its generations",
                "environment:rollback a 0 | environment:rollback: '0' is not a number from 1 to 2147483647",
                "environment:lock a /no/such | environment:lock: there is no folder /no",
                "environment:lock a / | environment:lock: / is a folder; give a file",
                "environment:delete b | environment:delete: there is no environment 'b'; create it, or install something into it"
            })
    void answersAMistakeWithOneLine(String line, String message) throws Exception {
        gogo.execute("environment:bootstrap a");

        assertFails(line, message);
        assertThat(gogo.out()).isEmpty();
    }

    private void assertFails(String line, String message) {
        assertThatThrownBy(() -> gogo.execute(line))
                .isInstanceOf(CommandException.class)
                .hasToString(message)
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }
}
