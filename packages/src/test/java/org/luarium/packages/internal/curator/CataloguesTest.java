// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.curator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.luarium.packages.CatalogueEntry;
import org.luarium.packages.PackageProfile;
import org.luarium.packages.RockName;

final class CataloguesTest {
    private static final String ROCK = """
            {"format": 1, "rocks": [{"name": "%s", "modules": ["m"], "category": "data", "priority": 3,
              "description": "A rock"}]}""";

    private final Catalogues catalogues = new Catalogues();

    @Test
    void knowsTheRocksOfThePythonLibraryAndThoseOfLuarium() {
        assertThat(catalogues.rocks())
                .extracting(rock -> rock.name().text())
                .contains("lua-cjson", "luafilesystem", "penlight", "inspect", "luasocket")
                .contains("http", "lpeg", "lua-parser", "busted", "luassert")
                .contains("bio-utils", "sequence-parser", "phylo-tree", "blast-parser", "genome-tools")
                .contains("protein-fold", "gabby-lua", "lua-radio", "luaposix", "lua-curl")
                .contains("lua-messagepack", "lua-yaml", "lua-term", "math_package", "bio_compute")
                .hasSize(25)
                .isSorted();
        assertThat(catalogues.rocks())
                .allSatisfy(rock -> assertThat(rock.description()).isNotBlank());
    }

    @Test
    void knowsHowRocksAreRequired() {
        assertThat(module("lua-cjson")).isEqualTo("cjson");
        assertThat(module("luafilesystem")).isEqualTo("lfs");
        assertThat(module("penlight")).isEqualTo("pl");
        assertThat(module("http")).isEqualTo("http.request");
        assertThat(module("lua-messagepack")).isEqualTo("MessagePack");
    }

    private String module(String rock) {
        return catalogues.rock(new RockName(rock)).orElseThrow().modules().get(0);
    }

    @Test
    void hasEveryProfileUnderANameOfItsOwn() {
        assertThat(catalogues.profiles())
                .extracting(PackageProfile::name)
                .containsExactly(
                        "bioxen-ai",
                        "bioxen-full",
                        "bioxen-minimal",
                        "bioxen-radio",
                        "bioxen-standard",
                        "client-development",
                        "client-full",
                        "client-minimal",
                        "client-standard",
                        "development",
                        "full",
                        "luarium",
                        "manifest-full",
                        "manifest-minimal",
                        "manifest-standard",
                        "minimal",
                        "network",
                        "networking",
                        "production",
                        "standard");
        assertThat(rocks("minimal")).isEmpty();
        assertThat(rocks("standard")).containsExactly("lua-cjson", "luafilesystem", "inspect");
        assertThat(rocks("manifest-standard")).containsExactly("lua-cjson", "luafilesystem", "penlight", "inspect");
        assertThat(rocks("client-standard")).containsExactly("lua-cjson", "luafilesystem", "luasocket", "penlight");
        assertThat(rocks("manifest-full")).hasSize(10);
        assertThat(rocks("bioxen-full")).hasSize(12);
        assertThat(catalogues.profile("full").orElseThrow().networking()).isTrue();
        assertThat(catalogues.profile("production").orElseThrow().development()).isFalse();
    }

    private List<String> rocks(String profile) {
        return catalogues.profile(profile).orElseThrow().rocks().stream()
                .map(Object::toString)
                .toList();
    }

    @Test
    void describesEveryRockOfItsProfiles() {
        Set<RockName> known =
                catalogues.rocks().stream().map(CatalogueEntry::name).collect(Collectors.toSet());

        assertThat(catalogues.profiles())
                .flatExtracting(PackageProfile::rocks)
                .extracting("name", RockName.class)
                .isSubsetOf(known);
    }

    @Test
    void hasWhatIsAddedAsLongAsItIsThere() {
        CatalogueSource source = CatalogueSource.of("laboratory", ROCK.formatted("microscope"));

        catalogues.put(source);
        assertThat(catalogues.rock(new RockName("microscope")).orElseThrow().catalogue())
                .isEqualTo("laboratory");

        catalogues.take(source);
        assertThat(catalogues.rock(new RockName("microscope"))).isEmpty();
        assertThat(catalogues.refused()).isEmpty();
    }

    @Test
    void leavesOutWholeWhatWouldChangeAnother() {
        String profile = "{\"name\": \"%s\", \"category\": \"x\", \"description\": \"x\", \"rocks\": []}";
        CatalogueSource source = CatalogueSource.of(
                "greedy",
                "{\"format\": 1, \"profiles\": [" + profile.formatted("new") + ", " + profile.formatted("standard")
                        + "]}");

        catalogues.put(source);

        assertThat(catalogues.profile("new")).isEmpty();
        assertThat(rocks("standard")).hasSize(3);
        assertThat(catalogues.refused())
                .singleElement()
                .hasToString("CatalogueSource[name=greedy, catalogue=Optional.empty, "
                        + "problem=the profile standard is in the catalogue luarium]");
    }

    @Test
    void takesTheNextWhenTheFirstOfTwoGoes() {
        CatalogueSource first = CatalogueSource.of("first", ROCK.formatted("microscope"));
        CatalogueSource second = CatalogueSource.of("second", ROCK.formatted("microscope"));
        catalogues.put(first);
        catalogues.put(second);
        assertThat(catalogues.refused()).extracting(CatalogueSource::name).containsExactly("second");

        catalogues.take(first);

        assertThat(catalogues.rock(new RockName("microscope")).orElseThrow().catalogue())
                .isEqualTo("second");
        assertThat(catalogues.refused()).isEmpty();
    }

    @Test
    void leavesOutOneOfAnotherThatHasItsName() {
        catalogues.put(CatalogueSource.of("luarium", ROCK.formatted("microscope")));
        catalogues.put(CatalogueSource.of("same", ROCK.formatted("telescope")));
        catalogues.put(CatalogueSource.of("same", ROCK.formatted("loupe")));

        assertThat(catalogues.refused())
                .extracting(CatalogueSource::problem)
                .containsExactly("another catalogue has its name", "another catalogue has its name");
        assertThat(catalogues.rock(new RockName("telescope"))).isPresent();
    }

    @Test
    void logsOnceWhatIsLeftOut() {
        PrintStream before = System.err;
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        System.setErr(new PrintStream(text, true, UTF_8));
        try {
            catalogues.put(CatalogueSource.of("unreadable", "{\u001b"));
            catalogues.put(CatalogueSource.of("greedy", ROCK.formatted("inspect")));
            catalogues.put(CatalogueSource.of("good", ROCK.formatted("microscope")));
            catalogues.put(CatalogueSource.of("better", ROCK.formatted("telescope")));
        } finally {
            System.setErr(before);
        }

        assertThat(text.toString(UTF_8).lines().filter(line -> line.contains(" WARN ")))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("The catalogue unreadable is left out: line 1: ")
                                .doesNotContain("\u001b"),
                        line -> assertThat(line)
                                .endsWith(
                                        "The catalogue greedy is left out: the rock inspect is in the catalogue luarium"));
    }

    @Test
    void leavesOutMoreThanAHundred() {
        for (int i = 0; i < 101; i++) {
            catalogues.put(CatalogueSource.of("c" + i, ROCK.formatted("rock" + i)));
        }

        assertThat(catalogues.rocks()).hasSize(125);
        assertThat(catalogues.refused()).extracting(CatalogueSource::problem).containsExactly("there are 100 others");
    }
}
