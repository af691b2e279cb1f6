// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.packages.Dependency;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.RockName;

final class PackageCareCommandsTest {
    private final FakePackages packages = new FakePackages();
    private final FakeEnvironments environments = packages.environments;
    private final GogoSession gogo = new GogoSession(
            "", new PackageCareCommands(new FakeCurator(environments), environments), new PackageCommands(packages));

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void showsTheCatalogueSafely() throws Exception {
        assertThat(gogo.print("package:catalogue")).isEqualTo("""
                        PACKAGE  MODULE      CATEGORY  PRIORITY  DESCRIPTION
                        alpha    alpha.main  data      9         Does alpha\\x1b[2J\\x9b
                        gamma    gamma.main  network   7         Does gamma\\x1b[2J\\x9b""");
        assertThat(gogo.print("package:catalogue AMM")).hasLineCount(2);
        assertThat(gogo.print("package:catalogue --category data --json"))
                .contains("\"modules\" : [\n      \"alpha.main\",")
                .doesNotContain("gamma", "\u001b");
        assertThat(gogo.print("entries = (package:catalogue gamma); ($entries get 0)"))
                .contains("origin       the laboratory\n", "to get it    ask there\n");
    }

    @Test
    void showsProfilesAndWhatOfOneCanBeHad() throws Exception {
        assertThat(gogo.print("package:profiles")).isEqualTo("""
                        PROFILE  CATEGORY    PACKAGES  FOR                      DESCRIPTION
                        tools    general     1         development, networking  Tools
                        whole    laboratory  2         -                        All""");
        assertThat(gogo.print("package:profiles --category general")).hasLineCount(2);
        assertThat(gogo.print("package:profiles whole --dialect 5.1")).isEqualTo("""
                        profile      whole
                        description  All
                        category     laboratory
                        for          -
                        packages     alpha, gamma
                        catalogue    mine
                        Lua          5.1
                        available    1 of 2

                        PACKAGE  VERSION  REPOSITORY  PROBLEM               TO GET IT
                        alpha    1.2-1    rocks       -                     -
                        gamma    -        -           no repository has it  ask there""");
        assertThat(gogo.print("profiles = (package:profiles); package:profiles ($profiles get 0) --json"))
                .contains("\"complete\" : true", "\"version\" : \"1.2-1\"", "\"remedy\" : null");
    }

    @Test
    void recommends() throws Exception {
        gogo.execute("package:install beta");

        assertThat(gogo.print("package:recommend")).isEqualTo("""
                        PACKAGE  PRIORITY  REASON           REPOSITORY  TO GET IT
                        alpha    9         it matters       rocks       package:install
                        gamma    7         it matters less  -           ask there""");
        assertThat(gogo.print("package:recommend --networked --json"))
                .contains("\"package\" : \"gamma\"", "\"repository\" : null");
        assertThat(gogo.print("rocks = (package:recommend); package:catalogue ($rocks get 1)"))
                .hasLineCount(2);
    }

    @Test
    void tellsHowWellAnEnvironmentIs() throws Exception {
        assertThat(gogo.print("package:health --environment science")).isEqualTo("""
                        environment  science
                        score        50 of 100
                        checked      80 % of it; the rest does not count

                        CHECK        STATUS       POINTS    EXPLANATION
                        interpreter  ok           20 of 20  Lua 5.4
                        environment  failed       0 of 20   gone\\x1b[2J\\x9b
                        modules      not checked  -         nothing to load

                        to do:
                        environment  make it
                        modules      see above""");
        assertThat(gogo.print("package:health --json"))
                .contains("\"score\" : 50", "\"good\" : false", "\"status\" : \"unknown\"");
    }

    @Test
    void drawsWhatNeedsWhat() throws Exception {
        List<InstalledRock> rocks = List.of(
                rock("app", true, "one >= 1.0", "two", "lua >= 5.1"),
                rock("one", false, "common ~> 1"),
                rock("two", false, "common", "one"),
                rock("common", false, "leaf"),
                rock("leaf", true));
        environments.put("science", List.of(Dependency.of("app < 9"), Dependency.of("leaf")), rocks, "install");

        assertThat(gogo.print("package:tree --environment science")).isEqualTo("""
                        science, Lua 5.4
                        app 1.2-1 (< 9)
                        +- one 1.2-1 (>= 1.0)
                        |  `- common 1.2-1 (~> 1)
                        |     `- leaf 1.2-1
                        `- two 1.2-1
                           +- common 1.2-1, as above
                           `- one 1.2-1, as above
                        leaf 1.2-1""");
        assertThat(gogo.print("package:tree --environment science --json"))
                .contains("\"constraints\" : \"~> 1\"", "\"depth\" : 2", "\"repeated\" : true");
    }

    @Test
    void drawsCirclesOnce() throws Exception {
        List<InstalledRock> rocks = List.of(rock("one", true, "two"), rock("two", false, "one"));
        environments.put("circle", List.of(), rocks, "install");
        environments.put("none", List.of(), List.of(), "install");

        assertThat(gogo.print("package:tree --environment circle")).isEqualTo("""
                        circle, Lua 5.4
                        one 1.2-1
                        `- two 1.2-1
                           `- one 1.2-1, as above""");
        assertThat(gogo.print("package:tree --environment none")).isEqualTo("none, Lua 5.4: no packages");
    }

    private static InstalledRock rock(String name, boolean requested, String... needs) {
        InstalledRock like = FakePackages.rock(FakePackages.BETA, "1.2-1", requested);
        return new InstalledRock(
                new RockName(name),
                like.version(),
                like.repository(),
                like.artifacts(),
                like.tree(),
                like.object(),
                List.of(needs).stream().map(Dependency::of).toList(),
                like.modules(),
                requested);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "package:profiles none | package:profiles: there is no profile 'none'; there are tools, whole",
                "package:profiles tools --category x | package:profiles: --category is for the list of all; leave it or the name out",
                "package:profiles --dialect 5.1 | package:profiles: --dialect is for one profile; name it",
                "package:recommend | package:recommend: there is no environment 'default'; create it, or install something into it",
                "package:tree | package:tree: there is no environment 'default'; create it, or install something into it",
                "package:health x | package:health: 'x' is one word too many; put text with blanks in quotes; usage: package:health [options]",
                "package:catalogue --priority 5 | package:catalogue: there is no option --priority; there are --category, --json, --help"
            })
    void answersAMistakeWithOneLine(String line, String message) {
        assertThatThrownBy(() -> gogo.execute(line))
                .isInstanceOf(CommandException.class)
                .hasToString(message)
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
        assertThat(gogo.out()).isEmpty();
    }
}
