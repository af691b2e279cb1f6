// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SyntaxTest {
    private static final Syntax MAKE = Syntax.of("""
            makes a thing

            usage: thing:make ID [NAME] [options]
              ID           its id
              NAME         its name
              --quick      takes no time
              --size SIZE  how large""");
    private static final Syntax RUN = Syntax.of("runs\n\nusage: thing:run ID FILE [ARG...]\n  --time TIME  how long");
    private static final Syntax REMOVE = Syntax.of("removes\n\nusage: thing:remove ID...\n  --quick  at once");

    @Test
    void knowsWhatTheTextDeclares() {
        assertThat(MAKE.command()).isEqualTo("thing:make");
        assertThat(MAKE.summary()).isEqualTo("makes a thing");
        assertThat(MAKE.parameters())
                .containsExactly(new Syntax.Parameter("ID", true, false), new Syntax.Parameter("NAME", false, false));
        assertThat(MAKE.options())
                .containsExactly(
                        new Syntax.Option("--quick", "", "takes no time"),
                        new Syntax.Option("--size", "SIZE", "how large"),
                        new Syntax.Option("--help", "", "prints this text"));
        assertThat(RUN.parameters()).last().isEqualTo(new Syntax.Parameter("ARG", false, true));
        assertThat(REMOVE.parameters()).containsExactly(new Syntax.Parameter("ID", true, true));
    }

    @Test
    void takesOptionsAnywhere() {
        Arguments arguments = MAKE.parse(List.of("--size", "1M", "a", "--quick", "b"));

        assertThat(arguments.value("ID")).isEqualTo("a");
        assertThat(arguments.find("NAME")).contains("b");
        assertThat(arguments.flag("--quick")).isTrue();
        assertThat(arguments.option("--size")).contains("1M");
    }

    @Test
    void takesValuesBehindAnEqualsSign() {
        assertThat(MAKE.parse(List.of("a", "--size=1=2")).option("--size")).contains("1=2");
        assertThat(MAKE.parse(List.of("a", "--size=")).option("--size")).contains("");
    }

    @Test
    void takesAnythingAsTheValueOfAnOption() {
        assertThat(MAKE.parse(List.of("a", "--size", "--quick")).option("--size"))
                .contains("--quick");
    }

    @Test
    void leavesAbsentParametersEmpty() {
        assertThat(MAKE.parse(List.of("a")).find("NAME")).isEmpty();
        assertThat(RUN.parse(List.of("a", "f")).values("ARG")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-- a comment\nprint(1)",
                "--[[ a comment ]] print(1)",
                "--print(1)",
                "--x\nprint(1)",
                "--x=1\nprint(1)",
                "-1",
                "-",
                "",
                "-(2)"
            })
    void takesLuaCodeForWhatItIs(String code) {
        assertThat(MAKE.parse(List.of("a", code)).find("NAME")).contains(code);
    }

    @Test
    void endsOptionsAtTwoDashes() {
        assertThat(MAKE.parse(List.of("a", "--", "--quick")).find("NAME")).contains("--quick");
    }

    @Test
    void leavesTheRestToTheScript() {
        Arguments arguments = RUN.parse(List.of("--time", "1s", "a", "f", "--time", "2s", "--", "-x"));

        assertThat(arguments.option("--time")).contains("1s");
        assertThat(arguments.values("ARG")).containsExactly("--time", "2s", "--", "-x");
    }

    @Test
    void takesOptionsAfterRepeatedWordsThatAreRequired() {
        Arguments arguments = REMOVE.parse(List.of("a", "b", "--quick"));

        assertThat(arguments.values("ID")).containsExactly("a", "b");
        assertThat(arguments.flag("--quick")).isTrue();
    }

    @Test
    void asksForNothingWhenHelpIsWanted() {
        assertThat(MAKE.parse(List.of("--help")).flag("--help")).isTrue();
    }

    @Test
    void saysWhatIsMissing() {
        assertRefused(MAKE, "ID is missing; usage: thing:make ID [NAME] [options]");
        assertRefused(RUN, "FILE is missing; usage: thing:run ID FILE [ARG...]", "a");
        assertRefused(REMOVE, "ID is missing; usage: thing:remove ID...");
        assertRefused(MAKE, "--size needs a value: --size SIZE", "a", "--size");
    }

    @Test
    void saysWhatIsTooMuch() {
        assertRefused(
                MAKE,
                "'c' is one word too many; put text with blanks in quotes; usage: thing:make ID [NAME] [options]",
                "a",
                "b",
                "c");
        assertRefused(MAKE, "--quick takes no value", "a", "--quick=yes");
    }

    @Test
    void repeatsOnlyTheBeginningOfALongWord() {
        String shown = "x".repeat(40) + "…";

        assertRefused(
                MAKE,
                "'" + shown + "' is one word too many; put text with blanks in quotes; "
                        + "usage: thing:make ID [NAME] [options]",
                "a",
                "b",
                "x".repeat(1_000_000));
    }

    @Test
    void saysWhichOptionsThereAre() {
        assertRefused(MAKE, "there is no option --slow; there are --quick, --size, --help", "a", "--slow");
        assertRefused(MAKE, "there is no option -q; there are --quick, --size, --help", "a", "-q");
    }

    private static void assertRefused(Syntax syntax, String message, String... words) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> syntax.parse(List.of(words)))
                .withMessage(message);
    }

    @Test
    void takesOptionsBehindOptionalWordsWhereTheUsageSaysSo() {
        Syntax syntax = Syntax.of("""
                does something

                usage: a:b [REF...] [options]
                  REF     references
                  --flag  a flag
                """);

        Arguments arguments = syntax.parse(List.of("x", "--flag", "y"));

        assertThat(arguments.values("REF")).containsExactly("x", "y");
        assertThat(arguments.flag("--flag")).isTrue();
    }
}
