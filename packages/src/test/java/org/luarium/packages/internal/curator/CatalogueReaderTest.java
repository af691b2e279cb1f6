// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.curator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.luarium.packages.CatalogueEntry;
import org.luarium.packages.Dependency;
import org.luarium.packages.PackageProfile;
import org.luarium.packages.RockName;
import org.luarium.packages.RockOrigin;

final class CatalogueReaderTest {
    private static final String GOOD = """
            {
              "format": 1,
              "origins": {"lab": {"place": "https://rocks.example.org", "remedy": "repository:add it"}},
              "rocks": [
                {"name": "Microscope", "modules": ["scope", "scope.lens"], "category": "optics", "priority": 10,
                 "description": "Makes things larger", "origin": "lab"}
              ],
              "profiles": [
                {"name": "optics", "description": "To look at things", "category": "laboratory",
                 "rocks": ["microscope >= 1.0", "lpeg"], "development": true}
              ]
            }
            """;

    @Test
    void readsRocksAndProfiles() {
        Catalogue catalogue = CatalogueReader.read("laboratory", GOOD);

        assertThat(catalogue.rocks())
                .containsExactly(new CatalogueEntry(
                        new RockName("microscope"),
                        java.util.List.of("scope", "scope.lens"),
                        "optics",
                        10,
                        "Makes things larger",
                        Optional.of(new RockOrigin("https://rocks.example.org", "repository:add it")),
                        "laboratory"));
        PackageProfile profile = catalogue.profiles().get(0);
        assertThat(profile.rocks()).containsExactly(Dependency.of("microscope >= 1.0"), Dependency.of("lpeg"));
        assertThat(profile.development()).isTrue();
        assertThat(profile.networking()).isFalse();
        assertThat(profile.catalogue()).isEqualTo("laboratory");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"format\": 1 | \"format\": 2 | the catalogue: its format is not 1",
                "\"format\": 1 | \"format\": \"1\" | the catalogue: 'format' is missing or no whole number",
                "\"format\": 1, | `` | the catalogue: 'format' is missing or no whole number",
                "\"format\": 1 | \"format\": 99999999999999999999 | line 2: ",
                "\"format\": 1 | \"format\": 1, \"format\": 1 | line 2: Duplicate field 'format'",
                "\"format\": 1 | \"format\": 1, \"plugins\": [] | the catalogue: 'plugins' is none of [format, origins, profiles, rocks]",
                "\"priority\": 10 | \"priority\": 11 | a rock 'Microscope': 'priority' is not 1 to 10",
                "\"priority\": 10 | \"priority\": 4294967297 | a rock 'Microscope': 'priority' is not 1 to 10",
                "\"priority\": 10 | \"priority\": 1.5 | it has a value that is no text, whole number, truth value, list or object",
                "\"scope.lens\" | \"../lens\" | a rock 'Microscope': '../lens' is no name of a module",
                "\"scope\", \"scope.lens\" | `` | rock microscope has no module; name at least one",
                "\"origin\": \"lab\" | \"origin\": \"x\" | a rock 'Microscope': there is no origin 'x' in its origins",
                "\"Microscope\" | \"a/b\" | a rock 'a/b': 'a/b' is not the name of a rock",
                "Makes things | Makes\\u001b[2J | a rock 'Microscope': 'description' is not one line of 1 to 300 characters",
                "Makes things | Makes\\u202e | a rock 'Microscope': 'description' is not one line",
                "\"optics\", \"desc | \"Op tics\", \"desc | a profile 'Op tics': 'name' is 'Op tics', which is not",
                "\"lpeg\" | \"lpeg >>\" | a profile 'optics': 'lpeg >>' is not a dependency",
                "\"lpeg\" | \"microscope\" | a profile 'optics': it has the rock microscope twice",
                "\"lpeg\" | 5 | a profile 'optics': 'rocks' has something that is no text",
                "\"development\": true | \"development\": 1 | a profile 'optics': 'development' is missing or no truth value",
            })
    void refusesWhatIsNotUnderstoodAndSaysWhere(String old, String replaced, String message) {
        String text = GOOD.replaceFirst(
                java.util.regex.Pattern.quote(old), java.util.regex.Matcher.quoteReplacement(replaced));
        assertThat(text).isNotEqualTo(GOOD);

        assertThatThrownBy(() -> CatalogueReader.read("laboratory", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | the catalogue is no object",
                "{ | line 1: Unexpected end-of-input: expected close marker for Object",
                "{} {} | something follows",
                "nul | line 1: "
            })
    void refusesWhatIsNoCatalogue(String text, String message) {
        assertThatThrownBy(() -> CatalogueReader.read("x", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("Source");
    }

    @Test
    void refusesWhatIsTooLargeOrTooDeep() throws IOException {
        assertThatThrownBy(() -> CatalogueReader.read("x", " ".repeat(CatalogueReader.LARGEST) + "{}"))
                .hasMessage("it is larger than 1048576 characters");
        assertThatThrownBy(() -> CatalogueReader.read("x", "[".repeat(500_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 1: ");
        String rocks = "{\"format\": 1, \"rocks\": [" + "1,".repeat(1000) + "1]}";
        assertThatThrownBy(() -> CatalogueReader.read("x", rocks))
                .hasMessage("the catalogue: 'rocks' has more than 1000");
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return ' ';
            }
        };
        assertThat(CatalogueSource.of("x", endless).problem()).isEqualTo("it is larger than 1048576 bytes");
    }

    @Test
    void refusesOtherEncodingsAndNames() throws IOException {
        assertThat(CatalogueSource.of("x", new ByteArrayInputStream(new byte[] {'{', (byte) 0xff, '}'}))
                        .problem())
                .isEqualTo("it is not in UTF-8");
        assertThat(CatalogueSource.of("\u001b[2J", new ByteArrayInputStream(GOOD.getBytes(UTF_8))))
                .satisfies(source -> assertThat(source.name()).isEqualTo("\\u{1b}[2J"))
                .satisfies(source -> assertThat(source.problem()).startsWith("its name '\\u{1b}[2J' is none"));
    }
}
