// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.packages.RockName;
import org.luarium.packages.RockVersion;
import org.luarium.packages.spi.Release;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;

class BundleRepositoryTest {
    @TempDir
    private Path content;

    private boolean uninstalled;
    private BundleRepository repository;

    @BeforeEach
    void makeBundle() throws IOException {
        Path folder = Files.createDirectories(content.resolve("my/rocks"));
        Files.writeString(folder.resolve("say-1.4-1.src.rock"), "say");
        Files.writeString(folder.resolve("manifest"), "");
        Files.writeString(folder.resolve("BAD.rock"), "");
        Files.writeString(content.resolve("outside-1-1.src.rock"), "outside");
        Bundle bundle = (Bundle) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Bundle.class}, (proxy, method, values) -> {
                    if (uninstalled && method.getName().endsWith("Entries")) {
                        throw new IllegalStateException("uninstalled");
                    }
                    return switch (method.getName()) {
                        case "getSymbolicName" -> "org.example.rocks";
                        case "getVersion" -> new Version(1, 2, 3);
                        case "findEntries" -> list((String) values[0]);
                        case "getEntry" -> entry((String) values[0]);
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
        repository = new BundleRepository(bundle, RepositoryHeader.parse("/my/rocks/", "org.example.rocks"));
    }

    private Object list(String path) throws IOException {
        try (Stream<Path> files = Files.list(content.resolve(path))) {
            return Collections.enumeration(files.map(BundleRepositoryTest::url).toList());
        }
    }

    private URL entry(String path) {
        if (uninstalled) {
            throw new IllegalStateException("uninstalled");
        }
        Path file = content.resolve(path);
        return Files.exists(file) ? url(file) : null;
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void offersAndOpensWhatIsInTheFolder() throws IOException {
        assertThat(repository.name()).isEqualTo("org.example.rocks");
        assertThat(repository.location()).isEqualTo("my/rocks of bundle org.example.rocks 1.2.3");
        assertThat(repository.releases())
                .containsExactly(new Release(new RockName("say"), RockVersion.of("1.4-1"), Set.of("src")))
                .isSameAs(repository.releases());
        assertThat(repository.remarks()).singleElement().asString().contains("BAD.rock is ignored");
        try (InputStream in = repository.open(repository.releases().get(0), "src")) {
            assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("say");
        }
    }

    @Test
    void whatIsNotThereIsNamed() throws IOException {
        Release release = repository.releases().get(0);

        assertThatThrownBy(() -> repository.open(release, "all"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has no say-1.4-1.all.rock");
        assertThatThrownBy(() -> repository.open(release, "../../outside")).isInstanceOf(IOException.class);
    }

    @Test
    void afterItsBundleIsGoneItSaysSo() throws IOException {
        Release release = repository.releases().get(0);
        uninstalled = true;

        assertThatThrownBy(repository::releases)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not there any more");
        assertThatThrownBy(() -> repository.open(release, "src")).isInstanceOf(IOException.class);
    }
}
