// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The pom that others import, as it is published. */
final class BomIT {
    private static final Path PUBLISHED = Path.of("../bom/.flattened-pom.xml");

    @Test
    void namesEveryBundleThatShipsAndNothingElse() throws Exception {
        List<String> names = Pattern.compile("<artifactId>(.+)</artifactId>")
                .matcher(Files.readString(PUBLISHED))
                .results()
                .map((MatchResult result) -> result.group(1))
                .filter(name -> !name.equals("luarium-bom"))
                .toList();

        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(ShippedBundles.ours().stream()
                        .map(file -> file.getFileName().toString().replace(".jar", ""))
                        .toList());
    }

    @Test
    void bringsNoVersionsOfTheBuild() throws Exception {
        assertThat(Files.readString(PUBLISHED)).doesNotContain("<parent>", "<properties>", "jackson");
    }
}
