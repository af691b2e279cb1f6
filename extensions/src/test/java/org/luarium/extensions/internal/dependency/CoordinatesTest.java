// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.luarium.extension.DependencyException.Problem;

class CoordinatesTest {
    private static NoClassPathException refused(String text) {
        return catchThrowableOfType(NoClassPathException.class, () -> Coordinates.parse(text));
    }

    @ParameterizedTest
    @CsvSource({
        "org.example:lib:1.0, org.example:lib:1.0, lib-1.0.jar",
        "org.example:lib:jar:1.0, org.example:lib:1.0, lib-1.0.jar",
        "org.example:lib:jar:linux:1.0, org.example:lib:jar:linux:1.0, lib-1.0-linux.jar",
        "a:b_2.13:pom:1.0-alpha+7, a:b_2.13:pom:1.0-alpha+7, b_2.13-1.0-alpha+7.pom",
    })
    void readsAllFormsAndWritesTheShortestOne(String text, String shortest, String fileName) {
        Coordinates coordinates = Coordinates.parse(text);

        assertThat(coordinates).hasToString(shortest);
        assertThat(coordinates.fileName()).isEqualTo(fileName);
        assertThat(Coordinates.parse(shortest)).isEqualTo(coordinates);
        assertThat(Coordinates.of(coordinates.toArtifact())).isEqualTo(coordinates);
    }

    @ParameterizedTest
    @CsvSource({
        "a:b:1&&rm, &&",
        "a:b:1||rm, ||",
        "a:b:1|rm, |",
        "a:b:1;rm, ;",
        "a:b:`id`, `",
        "a:b:$HOME, $",
        "a/../c:b:1, /",
        "a:b:1 2, ' '",
        "a:b\\c:1, \\",
        "a:b:[1.0, [",
        "ä:b:1, ä",
    })
    void line5_whatAShellWouldUnderstandIsNamed(String text, String offending) {
        NoClassPathException refused = refused(text);

        assertThat(refused.problem()).isEqualTo(Problem.BAD_COORDINATES);
        assertThat(refused.dependency()).isEqualTo(text);
        assertThat(refused).hasMessageContaining("contains '" + offending + "'");
    }

    @Test
    void line5_controlCharactersAreNamedReadably() {
        assertThat(refused("a:b:1\n")).hasMessageContaining("contains '\\n'").hasMessageNotContaining("\n");
        assertThat(refused("a:b:1\r")).hasMessageContaining("contains '\\r'").hasMessageNotContaining("\r");
        assertThat(refused("a:b\0:1")).hasMessageContaining("contains '\\0'").hasMessageNotContaining("\0");
        assertThat(refused("a:b\u001b:1")).hasMessageContaining("contains '\\u001b'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Dx:b:1", "a:--help:1", "a:b:-1", "a:..:1", "a:b:../1", ".:b:1", "+:b:1"})
    void line5_aPartDoesNotBeginLikeAnOptionOrAPath(String text) {
        assertThat(refused(text).problem()).isEqualTo(Problem.BAD_COORDINATES);
    }

    @Test
    void line5_aLeadingDashIsNamed() {
        assertThat(refused("-a:b:1")).hasMessageContaining("'-a' begins with '-'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a:b", "a::1", ":b:1", "a:b:", "a:b:jar:c:1:2"})
    void aWrongNumberOfPartsIsExplained(String text) {
        assertThat(refused(text)).hasMessageContaining("write group:artifact[:extension[:classifier]]:version");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b:1-SNAPSHOT", "a:b:LATEST", "a:b:RELEASE"})
    void whatIsSomethingElseEveryDayIsRefused(String text) {
        assertThat(refused(text)).hasMessageContaining("released version");
    }

    @Test
    void onlyJarsAndPomsAreOfUse() {
        assertThat(refused("a:b:so:1")).hasMessageContaining("'so'");
    }

    @Test
    void aLongTextIsNotRepeatedInFull() {
        assertThat(refused("a".repeat(100_000))).message().hasSizeLessThan(1_000);
    }

    @Test
    void whatADescriptionNamesIsCheckedAsWell() {
        assertThatThrownBy(() -> Coordinates.of(new DefaultArtifact("a", "../b", "", "jar", "1")))
                .isInstanceOf(NoClassPathException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-id",
                "a b=https://example.org",
                "=https://example.org",
                "x=ftp://example.org",
                "x=relative",
                "x=http:",
                "x=https://ada:secret@example.org",
                "x=https://exa mple.org"
            })
    void repositoriesNeedANameAndAnAddress(String text) {
        assertThatThrownBy(() -> RepositoryAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void repositoriesAreReadFromText() {
        assertThat(RepositoryAddress.parse("own = https://localhost/maven2/"))
                .isEqualTo(new RepositoryAddress("own", URI.create("https://localhost/maven2/")));
        assertThat(RepositoryAddress.parse("local=file:///srv/maven").id()).isEqualTo("local");
    }
}
