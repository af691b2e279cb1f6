// SPDX-License-Identifier: Apache-2.0
package org.luarium.repositories.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** What the jar of a repository bundle has to pass, in a framework without anything else. */
public abstract class BundleTests {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path REPOSITORY = TARGET.resolve("classes/rocks");

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private Framework framework;

    @SuppressWarnings("NullAway.Init")
    private Bundle bundle;

    /** Installs and starts the bundle. */
    @BeforeEach
    final void start() throws Exception {
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, directory.toString()));
        framework.start();
        bundle = framework.getBundleContext().installBundle(jar().toUri().toString());
        bundle.start();
    }

    /** Leaves no framework behind. */
    @AfterEach
    final void stop() throws Exception {
        framework.stop();
        framework.waitForStop(20_000);
    }

    /** The extender is wanted, not needed: a bundle that comes first waits for it. */
    @Test
    final void startsWithoutWhatReadsIt() {
        assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
        assertThat(bundle.getHeaders().get("Require-Capability"))
                .contains("osgi.extender", "org.luarium.packages", "resolution:=optional");
    }

    /** The header names the folder, and nothing else is in the way. */
    @Test
    final void namesItsFolderAndHasNoCode() {
        var headers = bundle.getHeaders();

        assertThat(headers.get("Luarium-Repository")).isEqualTo("rocks");
        assertThat(headers.get(Constants.IMPORT_PACKAGE)).isNull();
        assertThat(headers.get(Constants.EXPORT_PACKAGE)).isNull();
        assertThat(bundle.findEntries("/", "*.class", true)).isNull();
    }

    /** The whole repository is there as entries of the bundle. */
    @Test
    final void hasItsRocksAsEntries() throws IOException {
        List<String> paths = Collections.list(bundle.getEntryPaths("rocks")).stream()
                .sorted()
                .toList();
        try (Stream<Path> files = Files.list(REPOSITORY)) {
            assertThat(paths)
                    .containsExactlyElementsOf(files.map(file -> "rocks/" + file.getFileName())
                            .sorted()
                            .toList());
        }
        for (String path : paths) {
            try (InputStream entry = bundle.getEntry(path).openStream()) {
                assertThat(entry.readAllBytes())
                        .as(path)
                        .isEqualTo(Files.readAllBytes(REPOSITORY.resolve(path.substring("rocks/".length()))));
            }
        }
        try (InputStream license = bundle.getEntry("META-INF/LICENSE").openStream()) {
            assertThat(new String(license.readAllBytes(), UTF_8)).contains("Apache License");
        }
    }

    private static Path jar() throws IOException {
        try (Stream<Path> files = Files.list(TARGET)) {
            List<Path> jars =
                    files.filter(file -> file.toString().endsWith(".jar")).toList();
            assertThat(jars).hasSize(1);
            return jars.get(0);
        }
    }
}
