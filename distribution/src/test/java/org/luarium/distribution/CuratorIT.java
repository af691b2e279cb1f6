// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.luarium.packages.Curator;
import org.luarium.packages.EnvironmentManager;
import org.luarium.packages.HealthCheck;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.ProfileUnavailableException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockOrigin;
import org.luarium.vm.Vm;
import org.luarium.vm.VmConfig;
import org.luarium.vm.VmManager;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The curator with the repositories that come with Luarium, and with catalogues that come and go. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class CuratorIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String BUNDLE = "the bundle ";
    private static final RockName MICROSCOPE = new RockName("lua-microscope");

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurations;

    @Inject
    private Curator curator;

    @Inject
    private EnvironmentManager environments;

    @Inject
    private VmManager vms;

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return Container.complete();
    }

    @After
    public void close() {
        environments.list().forEach(environment -> environments.delete(environment.name()));
    }

    @Test
    public void aProfileIsInstalledFromTheRepositoriesOfTheContainer() {
        assertThat(curator.bootstrap("science", "luarium", "").environment().rocks())
                .extracting(rock -> rock.name().text())
                .contains("bio-utils", "genome-tools", "math_package");

        try (Vm vm =
                vms.create(VmConfig.builder("science").environment("science").build())) {
            assertThat(vm.execute("return require('math_package').compute(10)")
                            .orThrow()
                            .value()
                            .display())
                    .isEqualTo("385");
        }
        assertThat(curator.health("science").checks())
                .filteredOn(
                        check -> check.name().matches("interpreter|store|environment|modules|repositories|catalogue"))
                .hasSize(6)
                .allMatch(check -> check.status() == HealthCheck.Status.OK, "well");
    }

    @Test
    public void bundlesThatTheCatalogueNamesShip() {
        assertThat(curator.catalogue())
                .flatExtracting(entry -> entry.origin().stream().toList())
                .extracting(RockOrigin::place)
                .filteredOn(place -> place.startsWith(BUNDLE))
                .hasSize(7)
                .extracting(place -> place.substring(BUNDLE.length()))
                .isSubsetOf(Arrays.stream(context.getBundles())
                        .map(Bundle::getSymbolicName)
                        .toList());
    }

    @Test
    public void aProfileThatCannotBeHadIsRefusedOrInstalledInPart() {
        assertThatThrownBy(() -> curator.bootstrap("biology", "bioxen-standard", ""))
                .isInstanceOf(ProfileUnavailableException.class)
                .hasMessageContaining(
                        "lua-cjson and luafilesystem and luasocket: in no repository; to be had from https://luarocks.org")
                .hasMessageContaining("gabby-lua: in no repository, and the catalogue knows nobody who has it")
                .hasMessageNotContaining("bio-utils");
        assertThat(environments.find("biology")).isEmpty();

        assertThat(curator.bootstrapAvailable("biology", "bioxen-standard", "")
                        .environment()
                        .rocks())
                .extracting(InstalledRock::name)
                .contains(new RockName("bio-utils"), new RockName("phylo-tree"), new RockName("sequence-parser"));
    }

    @Test
    public void aBundleBringsACatalogueAndTakesItAlong() throws Exception {
        Bundle bundle = bundle("org.example.laboratory", "data/catalogue.json", documented());
        bundle.start();

        await().atMost(SOON).until(() -> curator.find(MICROSCOPE).isPresent());
        assertThat(curator.find(MICROSCOPE).orElseThrow().catalogue()).isEqualTo("org.example.laboratory");
        assertThat(curator.availability("laboratory", "").missing())
                .singleElement()
                .hasToString("lua-microscope: in no repository; to be had from https://rocks.example.org"
                        + " (repository:add https://rocks.example.org)");

        bundle.uninstall();
        await().atMost(SOON).until(() -> curator.find(MICROSCOPE).isEmpty());
        assertThat(curator.findProfile("laboratory")).isEmpty();
    }

    @Test
    public void aConfigurationBringsACatalogue() throws Exception {
        Configuration configuration =
                configurations.getFactoryConfiguration("org.luarium.packages.catalogue", "test", "?");
        configuration.update(FrameworkUtil.asDictionary(Map.of("name", "configured", "catalogue", documented())));

        await().atMost(SOON).until(() -> curator.find(MICROSCOPE).isPresent());
        assertThat(curator.profile("laboratory").development()).isTrue();

        configuration.delete();
        await().atMost(SOON).until(() -> curator.find(MICROSCOPE).isEmpty());
    }

    @Test
    public void cataloguesThatCannotBeUsedAreLeftOutAndNamed() throws Exception {
        Bundle unreadable = bundle("org.example.unreadable", "data/catalogue.json", "{\"format\": 1, \"rocks\": [{");
        Bundle absent = bundle("org.example.absent", "../catalogue.json", documented());
        Bundle greedy = bundle(
                "org.example.greedy", "data/catalogue.json", documented().replace("\"laboratory\",", "\"standard\","));
        unreadable.start();
        absent.start();
        greedy.start();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(catalogueCheck())
                        .contains("org.example.unreadable is left out: line 1: ")
                        .contains("org.example.absent is left out: Luarium-Catalogue: '../catalogue.json' is no file")
                        .contains("org.example.greedy is left out: the profile standard is in the catalogue luarium"));
        assertThat(curator.find(MICROSCOPE)).isEmpty();
        assertThat(curator.profile("standard").rocks()).hasSize(3);
        unreadable.uninstall();
        absent.uninstall();
        greedy.uninstall();
        await().atMost(SOON).untilAsserted(() -> assertThat(catalogueCheck()).isEqualTo("25 rocks and 20 profiles"));
    }

    private String catalogueCheck() {
        return curator.health("none").checks().stream()
                .filter(check -> check.name().equals("catalogue"))
                .findFirst()
                .orElseThrow()
                .explanation();
    }

    /** The example of the document. */
    private static String documented() {
        return String.join(
                "\n",
                Markdown.of("docs/curator.md").blocks().stream()
                        .filter(block -> block.language().equals("text"))
                        .findFirst()
                        .orElseThrow()
                        .lines());
    }

    private Bundle bundle(String name, String header, String catalogue) throws Exception {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        Map.of(
                        "Bundle-ManifestVersion",
                        "2",
                        "Bundle-SymbolicName",
                        name,
                        "Bundle-Version",
                        "1.0.0",
                        "Luarium-Catalogue",
                        header)
                .forEach(manifest.getMainAttributes()::putValue);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.putNextEntry(new JarEntry("data/catalogue.json"));
            jar.write(catalogue.getBytes(UTF_8));
        }
        return context.installBundle("test:" + name, new ByteArrayInputStream(bytes.toByteArray()));
    }
}
