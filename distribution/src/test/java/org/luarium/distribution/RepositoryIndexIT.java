// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.osgi.repository.ResourcesRepository;
import aQute.bnd.osgi.repository.XMLResourceParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Constants;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;

/** What a resolver finds in the index that the zip has. */
final class RepositoryIndexIT {
    private static final Path INDEX = Path.of("target/index.xml");

    private List<Resource> resources;

    @BeforeEach
    void read() throws Exception {
        resources = XMLResourceParser.getResources(INDEX.toUri()).stream()
                // Not what bnd derives of jars for several versions of Java
                .filter(resource -> !url(resource).startsWith("urn:"))
                .toList();
    }

    @Test
    void hasEachBundleWithItsHash() throws Exception {
        Set<String> files = new TreeSet<>();
        for (Resource resource : resources) {
            Map<String, Object> content =
                    resource.getCapabilities("osgi.content").get(0).getAttributes();
            Path file = Path.of("target").resolve(url(resource).replaceFirst("^.*bundle/", "bundle/"));
            files.add(file.getFileName().toString());
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
            assertThat(content.get("osgi.content").toString())
                    .isEqualToIgnoringCase(HexFormat.of().formatHex(hash));
        }

        assertThat(files)
                .containsExactlyElementsOf(ShippedBundles.all().stream()
                        .map(file -> file.getFileName().toString())
                        .sorted()
                        .toList());
    }

    @Test
    void placesAreRelativeToTheFolderOfTheZip() throws Exception {
        assertThat(Files.readString(INDEX))
                .contains("value=\"bundle/2/luarium-api.jar\"")
                .doesNotContain("file:", Markdown.ROOT.toString());
    }

    @Test
    void whatABundleNeedsIsThereOrComesFromTheFramework() {
        var repository = new ResourcesRepository(resources);
        Set<String> missing = new TreeSet<>();
        for (Resource resource : resources) {
            for (Requirement requirement : resource.getRequirements(null)) {
                if (!isOptional(requirement)
                        && repository
                                .findProviders(Set.of(requirement))
                                .get(requirement)
                                .isEmpty()) {
                    missing.add(requirement.getNamespace() + " "
                            + filter(requirement).replaceAll("\\(version.*", ""));
                }
            }
        }

        assertThat(missing)
                .allMatch(text -> text.matches("(osgi.ee|bnd.multirelease) .*"
                        + "|osgi.wiring.package \\(&\\(osgi.wiring.package=(org.slf4j|org.osgi.(framework|util.tracker|service.url|resource|dto)|javax|org.xml|org.w3c|org.ietf).*"
                        + "|osgi.wiring.package \\(osgi.wiring.package=(javax|org.xml|org.w3c).*"
                        // Where there is one, events are posted.
                        + "|osgi.service \\(objectClass=org.osgi.service.(event.EventAdmin|url.URLStreamHandlerService)\\)"
                        + "|osgi.service \\(objectClass=org.osgi.service.log.*"));
    }

    private static String url(Resource resource) {
        return resource.getCapabilities("osgi.content")
                .get(0)
                .getAttributes()
                .get("url")
                .toString();
    }

    private static boolean isOptional(Requirement requirement) {
        return Namespace.RESOLUTION_OPTIONAL.equals(
                requirement.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE));
    }

    private static String filter(Requirement requirement) {
        return requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
    }
}
