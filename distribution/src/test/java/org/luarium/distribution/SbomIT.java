// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.cyclonedx.Version;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bill of materials in the zip, against the zip. */
final class SbomIT {
    @TempDir
    private static Path folder;

    private static final Map<String, String> HASHES = new TreeMap<>();
    private static File file;
    private static Bom bom;

    @BeforeAll
    static void read() throws Exception {
        byte[] content = {};
        try (ZipFile zip = new ZipFile(System.getProperty("luarium.zip"))) {
            for (ZipEntry entry : zip.stream().toList()) {
                String place = entry.getName().replaceFirst("^[^/]+/", "");
                try (InputStream input = zip.getInputStream(entry)) {
                    byte[] bytes = input.readAllBytes();
                    if (place.endsWith(".jar")) {
                        HASHES.put(place, Library.hash(bytes));
                    } else if (place.equals("luarium.cdx.json")) {
                        content = bytes;
                    }
                }
            }
        }
        file = Files.write(folder.resolve("luarium.cdx.json"), content).toFile();
        bom = new JsonParser().parse(file);
    }

    @Test
    void keepsToTheSchema() throws Exception {
        assertThat(new JsonParser().validate(file, Version.VERSION_16)).isEmpty();
    }

    @Test
    void hasEachJarOfTheZipWithItsHashAndNothingElse() {
        Map<String, String> listed = new TreeMap<>();
        for (Component component : bom.getComponents()) {
            listed.put(component.getProperties().get(0).getValue(), hash(component));
        }

        assertThat(HASHES).hasSizeGreaterThan(20);
        assertThat(listed).isEqualTo(HASHES);
        assertThat(bom.getComponents()).hasSameSizeAs(HASHES.keySet());
    }

    @Test
    void saysOfEachPartWhatItIsAndUnderWhichLicence() {
        assertThat(all()).allSatisfy(component -> {
            assertThat(component.getPurl())
                    .matches("pkg:(maven/.+/|generic/)" + component.getName() + "@" + component.getVersion()
                            + "(\\?.*)?");
            assertThat(hash(component)).matches("[0-9a-f]{64}");
            assertThat(component.getLicenses().getLicenses())
                    .singleElement()
                    .satisfies(licence -> assertThat(licence.getId())
                            .isIn("Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "EPL-2.0"));
        });
    }

    /** By what the poms of our bundles say they embed. */
    @Test
    void namesWhatOurBundlesHaveInside() {
        assertThat(inside("luarium-core"))
                .containsExactlyInAnyOrder(
                        "msgpack-core", "zt-exec", "luajava", "lua54", "lua54-platform", "lua", "lua");
        assertThat(inside("luarium-store"))
                .containsExactlyInAnyOrder(
                        "commons-compress", "commons-io", "commons-lang3", "commons-codec", "jackson-core");
        assertThat(inside("luarium-packages")).containsExactly("jackson-core");
        assertThat(inside("luarium-extensions"))
                .contains("maven-resolver-api", "maven-resolver-impl", "maven-model-builder", "plexus-utils")
                .doesNotContain("maven-resolver-transport-apache");
        assertThat(inside("luarium-launcher"))
                .containsExactlyInAnyOrder(
                        "org.apache.felix.framework",
                        "slf4j-api",
                        "org.osgi.service.component",
                        "org.osgi.util.function",
                        "org.osgi.util.promise");
        assertThat(inside("luarium-api")).isEmpty();
    }

    @Test
    void isAttachedAsItIsInTheZip() throws Exception {
        assertThat(Path.of("target/luarium.cdx.json")).hasSameBinaryContentAs(file.toPath());
        assertThat(Files.readString(file.toPath(), StandardCharsets.UTF_8)).doesNotContain(Markdown.ROOT.toString());
    }

    private static List<Component> all() {
        return bom.getComponents().stream()
                .flatMap(component -> Stream.concat(Stream.of(component), embedded(component)))
                .toList();
    }

    private static List<String> inside(String name) {
        return bom.getComponents().stream()
                .filter(component -> component.getName().equals(name))
                .flatMap(SbomIT::embedded)
                .map(Component::getName)
                .toList();
    }

    private static Stream<Component> embedded(Component component) {
        return component.getComponents() == null ? Stream.empty() : component.getComponents().stream();
    }

    private static String hash(Component component) {
        return component.getHashes().get(0).getValue();
    }
}
