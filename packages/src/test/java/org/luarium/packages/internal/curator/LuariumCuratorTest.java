// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.curator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.luarium.packages.EnvironmentAlreadyExistsException;
import org.luarium.packages.EnvironmentNotFoundException;
import org.luarium.packages.InstallEvent;
import org.luarium.packages.PackageProfile;
import org.luarium.packages.ProfileAvailability;
import org.luarium.packages.ProfileInstallation;
import org.luarium.packages.ProfileNotFoundException;
import org.luarium.packages.ProfileUnavailableException;
import org.luarium.packages.Recommendation;
import org.luarium.packages.RepositoryOptions;
import org.luarium.packages.RockAvailability;
import org.luarium.packages.internal.install.TestHome;
import org.luarium.packages.internal.install.TestRepository;

final class LuariumCuratorTest {
    private static final String CODE = "return { name = ... }";

    @TempDir
    private Path folder;

    private TestHome home;
    private LuariumCurator curator;
    private final TestRepository repository = new TestRepository("test");
    private final Catalogues catalogues = new Catalogues();

    @BeforeEach
    void open() throws IOException {
        home = new TestHome(folder).with(repository);
        curator = new LuariumCurator(home.all, catalogues);
        rock("luafilesystem", "lfs", "");
    }

    @AfterEach
    void close() {
        curator.close();
        home.close();
    }

    private void rock(String name, String module, String dependencies) {
        repository.lua(name, "1.0-1", dependencies, module, CODE);
    }

    private void profile(String name, String rocks) {
        catalogues.put(CatalogueSource.of(name, """
                {"format": 1, "profiles": [{"name": "%s", "description": "x", "category": "mine", "rocks": [%s]}]}
                """.formatted(name, rocks)));
    }

    @Test
    void makesAnEnvironmentFromAWholeProfile() {
        rock("lua-cjson", "cjson", "");
        rock("inspect", "inspect", "'luafilesystem'");

        List<InstallEvent> heard = new CopyOnWriteArrayList<>();

        ProfileInstallation made = curator.bootstrap("demo", "standard", "5.4", heard::add);

        assertThat(made.availability().complete()).isTrue();
        assertThat(made.fallbacks()).isEmpty();
        assertThat(heard).extracting(InstallEvent::kind).contains(InstallEvent.Kind.values());
        assertThat(made.environment().rocks()).hasToString("[inspect 1.0-1, lua-cjson 1.0-1, luafilesystem 1.0-1]");
        assertThat(made.environment().generation().number()).isEqualTo(1);
        assertThat(made.environment().generation().note()).isEqualTo("profile standard");
        assertThat(home.run("demo", "return require('cjson').name")).isEqualTo("cjson");
        assertThatThrownBy(() -> curator.bootstrap("demo", "standard", ""))
                .isInstanceOf(EnvironmentAlreadyExistsException.class);
    }

    @Test
    void changesNothingIfSomethingIsMissingAndSaysFromWhereItWouldCome() {
        assertThatThrownBy(() -> curator.bootstrap("demo", "standard", "5.4"))
                .isInstanceOf(ProfileUnavailableException.class)
                .hasMessage("nothing was changed, as profile 'standard' cannot be installed for Lua 5.4; 2 of 3 cannot"
                        + " be had: lua-cjson and inspect: in no repository; to be had from https://luarocks.org"
                        + " (repository:add https://luarocks.org --name luarocks)");
        assertThat(home.environments.list()).isEmpty();
    }

    @Test
    void installsWhatCanBeHadIfThatIsWanted() {
        ProfileInstallation made = curator.bootstrapAvailable("demo", "standard", "5.4");

        assertThat(made.environment().rocks()).hasToString("[luafilesystem 1.0-1]");
        assertThat(made.availability().missing())
                .extracting(rock -> rock.request().toString())
                .containsExactly("lua-cjson", "inspect");
        assertThat(made.environment().generation().note()).isEqualTo("available part of profile standard");
        profile("nothing", "\"microscope\"");
        assertThatThrownBy(() -> curator.bootstrapAvailable("other", "nothing", "5.4"))
                .isInstanceOf(ProfileUnavailableException.class)
                .hasMessageEndingWith(
                        "1 of 1 cannot be had: microscope: in no repository, and the catalogue knows nobody who has it");
    }

    @Test
    void canInstallOnceARepositoryIsAdded() throws IOException {
        Path rocks = Files.createDirectory(folder.resolve("rocks"));
        for (String name : List.of("lua-cjson", "inspect")) {
            String rockspec = TestRepository.rockspec(
                    name, "2.0-1", "", "modules = { m_" + name.replace('-', '_') + " = 'm.lua' }");
            for (Map.Entry<String, byte[]> file : TestRepository.source(name, "2.0-1", rockspec, Map.of("m.lua", CODE))
                    .entrySet()) {
                String suffix = file.getKey().equals("rockspec") ? ".rockspec" : "." + file.getKey() + ".rock";
                Path unused = Files.write(rocks.resolve(name + "-2.0-1" + suffix), file.getValue());
            }
        }
        assertThat(curator.availability("standard", "").missing()).hasSize(2);

        home.repositories.add(rocks.toUri(), RepositoryOptions.of("local"));

        assertThat(curator.availability("standard", "").rocks())
                .extracting(rock -> rock.repository().orElse(""))
                .containsExactly("local", "test", "local");
        assertThat(curator.bootstrap("demo", "standard", "").environment().rocks())
                .hasSize(3);
    }

    @Test
    void tellsWhatIsNotForALua() {
        rock("lua-cjson", "cjson", "'lua >= 5.3'");
        rock("inspect", "inspect", "'absent >= 1'");

        List<RockAvailability> rocks = curator.availability("standard", "5.1").rocks();

        assertThat(rocks.get(0).problem()).contains("lua-cjson 1.0-1", "lua >= 5.3");
        assertThat(rocks.get(0).repository()).contains("test");
        assertThat(rocks.get(1).available()).isTrue();
        assertThat(rocks.get(2).problem()).contains("inspect 1.0-1", "absent");
        assertThat(curator.availability("standard", "5.4").rocks().get(0).available())
                .isTrue();
    }

    @Test
    void tellsWhyRocksDoNotGoTogether() {
        repository.lua("common", "1.0-1", "", "common", CODE).lua("common", "2.0-1", "", "common", CODE);
        rock("old", "old", "'common < 2'");
        rock("new", "new", "'common >= 2'");
        profile("both", "\"old\", \"new\"");

        ProfileAvailability found = curator.availability("both", "5.4");

        assertThat(found.missing()).isEmpty();
        assertThat(found.complete()).isFalse();
        assertThat(found.conflict()).contains("old 1.0-1 needs common < 2", "new 1.0-1 needs common >= 2");
        assertThatThrownBy(() -> curator.bootstrapAvailable("demo", "both", "5.4"))
                .isInstanceOf(ProfileUnavailableException.class)
                .hasMessageContaining("old 1.0-1 needs common < 2");
    }

    @Test
    void makesAnEmptyEnvironmentFromAnEmptyProfile() {
        assertThat(curator.bootstrap("demo", "minimal", "5.1").environment().dialect())
                .isEqualTo("5.1");
        assertThat(curator.availability("minimal", "5.1").complete()).isTrue();
    }

    @Test
    void looksProfilesUp() {
        profile("mine", "\"luafilesystem >= 1.0\"");

        assertThat(curator.profiles("mine")).extracting(PackageProfile::name).containsExactly("mine");
        assertThat(curator.profiles("biology"))
                .extracting(PackageProfile::name)
                .containsExactly("bioxen-full", "bioxen-minimal", "bioxen-standard", "luarium");
        assertThat(curator.bootstrap("demo", "mine", "5.4").environment().requests())
                .hasToString("[luafilesystem >= 1.0]");
        assertThatThrownBy(() -> curator.profile("none"))
                .isInstanceOf(ProfileNotFoundException.class)
                .hasMessageContaining("'none'")
                .hasMessageContaining("manifest-standard");
        assertThatThrownBy(() -> curator.availability("minimal", "6"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5.4");
    }

    @Test
    void recommendsWhatMattersTheMostImportantFirst() {
        rock("phylo-tree", "phylo-tree", "");
        home.install("demo", "luafilesystem");

        assertThat(names(curator.recommend("demo")))
                .containsExactly("bio-utils", "lua-cjson", "gabby-lua", "luasocket", "sequence-parser");
        assertThat(curator.recommend("demo"))
                .allSatisfy(each -> assertThat(each.repository()).isEmpty())
                .last()
                .extracting(Recommendation::reason)
                .isEqualTo("it has priority 8 in the catalogue");
        assertThatThrownBy(() -> curator.recommend("none")).isInstanceOf(EnvironmentNotFoundException.class);
    }

    @Test
    void recommendsWhatGoesWithWhatIsThere() {
        rock("lua-cjson", "cjson", "");
        rock("luassert", "luassert", "");
        rock("inspect", "inspect", "");
        home.install("demo", "lua-cjson", "luassert");

        List<Recommendation> found = curator.recommend("demo");

        assertThat(names(found)).containsExactly("bio-utils", "luafilesystem", "gabby-lua", "luasocket", "inspect");
        assertThat(found.get(3).reason()).isEqualTo("it goes with lua-cjson: JSON mostly comes from a network");
        assertThat(found.get(4).reason()).isEqualTo("it goes with luassert: it shows what differs in a test");
        assertThat(found.get(4).repository()).contains("test");

        home.install("demo", "inspect");
        assertThat(names(curator.recommend("demo"))).doesNotContain("inspect").hasSize(5);
    }

    @Test
    void recommendsForNetworks() {
        home.install("demo", "luafilesystem");

        assertThat(names(curator.recommendForNetworking("demo")))
                .containsExactly("lua-cjson", "luasocket", "penlight", "http");

        rock("luasocket", "socket", "");
        rock("http", "http.request", "");
        rock("lua-cjson", "cjson", "");
        home.install("demo", "luasocket", "http", "lua-cjson");
        assertThat(names(curator.recommendForNetworking("demo"))).containsExactly("penlight");
    }

    private static List<String> names(List<Recommendation> recommendations) {
        return recommendations.stream().map(each -> each.rock().name().text()).toList();
    }
}
