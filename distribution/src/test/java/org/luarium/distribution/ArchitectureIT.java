// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the shipped bundles against {@link BundleRules}; it needs their jars and so runs after {@code package}. */
final class ArchitectureIT {
    private static final Path API = ShippedBundles.ours().stream()
            .filter(file -> file.endsWith("luarium-api.jar"))
            .findAny()
            .orElseThrow();

    private final BundleRules rules;

    ArchitectureIT() throws IOException {
        rules = new BundleRules(API);
    }

    static List<Path> bundles() {
        return ShippedBundles.ours();
    }

    static Stream<Path> implementations() {
        return ShippedBundles.ours().stream().filter(file -> !file.equals(API));
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void onlyTheApiExportsPackages(Path implementation) throws IOException {
        assertThat(rules.exportsOf(implementation)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void implementationsMeetOnlyThroughTheApi(Path implementation) throws IOException {
        assertThat(rules.foreignImportsOf(implementation)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("implementations")
    void implementationsKeepTheirCodeInInternalPackagesOfTheirOwn(Path implementation) throws IOException {
        List<Path> others =
                implementations().filter(file -> !file.equals(implementation)).toList();

        assertThat(rules.misplacedPackagesOf(implementation, others)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void packagesDependOnEachOtherInOneDirection(Path bundle) throws IOException {
        assertThat(rules.cyclesIn(bundle)).isEmpty();
    }

    @Test
    void packagesOfTheApiUseOnlyLowerLevels() throws IOException {
        assertThat(rules.levelViolations()).isEmpty();
    }
}
