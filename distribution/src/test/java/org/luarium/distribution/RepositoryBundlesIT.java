// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.inject.Inject;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.packages.RepositoryInfo;
import org.luarium.packages.RepositoryManager;
import org.luarium.packages.RockName;
import org.luarium.packages.RockOffer;
import org.luarium.packages.spi.PackageRepository;
import org.luarium.packages.spi.Release;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Repositories that come and go with bundles, configurations and files. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class RepositoryBundlesIT {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    private BundleContext context;

    @Inject
    private RepositoryManager manager;

    @Inject
    private ConfigurationAdmin configurations;

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return Container.withoutTerminal();
    }

    @Test
    public void aBundleWithARepositoryOffersItWhileItIsThere() throws Exception {
        Bundle bundle = install("org.example.laboratory", "rocks;name=laboratory;priority=5");
        bundle.start();

        await().atMost(SOON).until(() -> manager.find("laboratory").isPresent());
        RepositoryInfo info = manager.find("laboratory").orElseThrow();
        assertThat(info.rocks()).isEqualTo(1);
        assertThat(info.priority()).isEqualTo(5);
        assertThat(info.problem()).isEmpty();
        Collection<ServiceReference<PackageRepository>> found =
                context.getServiceReferences(PackageRepository.class, "(repository.name=laboratory)");
        assertThat(found).hasSize(1);
        PackageRepository repository = context.getService(found.iterator().next());
        Release release = repository.releases().iterator().next();
        try (InputStream in = repository.open(release, "src")) {
            assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("a rock");
        }
        assertThat(manager.releases(new RockName("microscope")))
                .map(RockOffer::repository)
                .contains("laboratory");

        bundle.uninstall();

        await().atMost(SOON).until(() -> manager.find("laboratory").isEmpty());
        assertThat(context.getServiceReferences(PackageRepository.class, "(repository.name=laboratory)"))
                .isEmpty();
    }

    @Test
    public void aBundleThatStopsTakesItsRepositoryAlong() throws Exception {
        Bundle bundle = install("org.example.stopping", "rocks");
        bundle.start();
        await().atMost(SOON).until(() -> manager.find("org.example.stopping").isPresent());

        bundle.stop();
        await().atMost(SOON).until(() -> manager.find("org.example.stopping").isEmpty());
        bundle.start();
        await().atMost(SOON).until(() -> manager.find("org.example.stopping").isPresent());
        bundle.uninstall();
    }

    @Test
    public void aHeaderThatSaysNothingUsefulIsIgnored() throws Exception {
        Bundle bundle = install("org.example.wrong", "../..");
        bundle.start();

        assertThat(manager.list()).extracting(RepositoryInfo::name).doesNotContain("org.example.wrong");
        bundle.uninstall();
    }

    private Bundle install(String name, String header) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        Map.of(
                        "Bundle-ManifestVersion", "2",
                        "Bundle-SymbolicName", name,
                        "Bundle-Version", "1.0.0",
                        "Require-Capability", "osgi.extender;filter:=\"(osgi.extender=org.luarium.packages)\"",
                        "Luarium-Repository", header)
                .forEach(manifest.getMainAttributes()::putValue);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.putNextEntry(new JarEntry("rocks/microscope-1.0-1.src.rock"));
            jar.write("a rock".getBytes(UTF_8));
        }
        return context.installBundle("test:" + name, new ByteArrayInputStream(bytes.toByteArray()));
    }

    @Test
    public void aConfigurationMakesARepository() throws Exception {
        Path folder = Files.createTempDirectory("rocks");
        Path rock = Files.writeString(folder.resolve("telescope-1-1.src.rock"), "rock");
        Configuration configuration =
                configurations.getFactoryConfiguration("org.luarium.packages.repository", "observatory", "?");
        configuration.update(FrameworkUtil.asDictionary(
                Map.of("name", "observatory", "location", folder.toUri().toString(), "service.ranking", 3)));

        await().atMost(PATIENCE).until(() -> manager.find("observatory").isPresent());
        assertThat(manager.find("observatory").orElseThrow().priority()).isEqualTo(3);
        assertThat(manager.releases(new RockName("telescope"))).isPresent();
        configuration.delete();
        await().atMost(PATIENCE).until(() -> manager.find("observatory").isEmpty());
        Files.delete(rock);
        Files.delete(folder);
    }

    @Test
    public void looseRocksInAWatchedFolderAreOffered() throws Exception {
        Path folder = Files.createTempDirectory("deploy");
        Configuration watch = configurations.getFactoryConfiguration("org.apache.felix.fileinstall", "test", "?");
        watch.update(FrameworkUtil.asDictionary(Map.of(
                "felix.fileinstall.dir", folder.toString(),
                "felix.fileinstall.poll", "100",
                "felix.fileinstall.noInitialDelay", "true",
                "felix.fileinstall.enableConfigSave", "false")));
        try {
            Path rock = Files.writeString(folder.resolve("loupe-2-1.src.rock"), "rock");

            await().atMost(PATIENCE)
                    .until(() ->
                            manager.releases(new RockName("loupe"), "deployed").isPresent());
            Files.delete(rock);
            await().atMost(PATIENCE)
                    .until(() ->
                            manager.releases(new RockName("loupe"), "deployed").isEmpty());
        } finally {
            watch.delete();
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        for (File file : List.of(folder.toFile().listFiles())) {
            Files.delete(file.toPath());
        }
        Files.delete(folder);
    }
}
