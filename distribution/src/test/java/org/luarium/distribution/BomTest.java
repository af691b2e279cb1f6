// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class BomTest {
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(luarium-[a-z-]+)</artifactId>");

    @Test
    void namesEveryBundleThatShipsAndNothingElse() throws Exception {
        Set<String> shipped = artifacts(between(Files.readString(Path.of("pom.xml")), "<artifactItems>"));

        Set<String> offered = artifacts(between(Files.readString(Path.of("../bom/pom.xml")), "<dependencyManagement>"));

        assertThat(shipped).isNotEmpty();
        assertThat(offered).isEqualTo(shipped);
    }

    @Test
    void hasNoParentAndTheVersionOfTheBuild() throws Exception {
        String bom = Files.readString(Path.of("../bom/pom.xml"));

        assertThat(bom).doesNotContain("<parent>").contains("<version>" + version() + "</version>");
    }

    private static String version() throws Exception {
        var matcher = Pattern.compile("<version>([^<]+)</version>").matcher(Files.readString(Path.of("pom.xml")));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String between(String text, String tag) {
        int start = text.indexOf(tag);
        int end = text.indexOf(tag.replace("<", "</"), start);
        assertThat(start).isNotNegative();
        assertThat(end).isGreaterThan(start);
        return text.substring(start, end);
    }

    private static Set<String> artifacts(String text) {
        Set<String> names = new TreeSet<>();
        var matcher = ARTIFACT.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
