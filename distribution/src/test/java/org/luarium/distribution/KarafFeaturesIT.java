// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The features for Karaf beside what ships and what docs/containers.md says of them. */
final class KarafFeaturesIT {
    /** It answers the launcher, which Karaf has not. */
    private static final String LAUNCHED = "luarium-command-line";

    private static final Pattern FEATURE = Pattern.compile("<feature name=\"([^\"]+)\"(?![^>]*hidden=\"true\")");
    private static final Pattern BUNDLE = Pattern.compile("<bundle[^>]*>mvn:org\\.luarium/([^/]+)/");
    private static final Pattern ROW = Pattern.compile("\\| `(luarium[a-z-]*)` \\|.*");

    @Test
    void eachBundleThatShipsIsInOneFeature() throws Exception {
        assertThat(all(BUNDLE))
                .containsExactlyInAnyOrderElementsOf(ShippedBundles.ours().stream()
                        .map(file -> file.getFileName().toString().replaceFirst("\\.jar$", ""))
                        .filter(name -> !name.equals(LAUNCHED))
                        .toList());
    }

    @Test
    void theDocumentListsEachFeature() throws Exception {
        assertThat(documented()).containsExactlyInAnyOrderElementsOf(all(FEATURE));
    }

    /** The features of the table of docs/containers.md, in its order. */
    static List<String> documented() throws IOException {
        return Files.readAllLines(Markdown.ROOT.resolve("docs/containers.md")).stream()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .map(row -> row.group(1))
                .toList();
    }

    private static List<String> all(Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(Path.of("target/karaf/features.xml")))
                .results()
                .map(result -> result.group(1))
                .toList();
    }
}
