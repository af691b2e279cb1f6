// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.luarium.shell.internal.syntax.Syntax;
import org.luarium.shell.internal.syntax.Syntax.Option;
import org.luarium.shell.internal.syntax.Syntax.Parameter;

/** What is the same for all commands, so that who knows one knows the next. */
final class CommandRulesTest {
    /** What a scope calls that which its commands are about. */
    private static final Map<String, String> SUBJECTS = Map.of(
            "vm", "ID",
            "session", "ID",
            "network", "ID",
            "extension", "NAME",
            "environment", "ENV",
            "package", "PACKAGE");
    /** Those that make something of which there may be a NAME, or are about all of a kind. */
    private static final Set<String> OTHER_SUBJECTS = Set.of(
            "vm:cluster",
            "vm:broadcast",
            "session:cluster",
            "session:broadcast",
            "session:replay",
            "network:send",
            "extension:load",
            "package:search",
            "package:catalogue",
            "package:profiles");

    private static final Set<String> LISTINGS = Set.of(
            "vm:list",
            "session:list",
            "extension:list",
            "extension:top",
            "environment:list",
            "package:list",
            "repository:list",
            "store:list",
            "store:stages",
            "network:channels",
            "network:connections",
            "network:tasks");
    /** They print text as it is, or one sentence about what they did. */
    private static final Set<String> WITHOUT_DATA = Set.of(
            "vm:interrupt vm:remove vm:debug",
            "session:send session:read session:attach session:detach session:interrupt session:terminate session:load",
            "session:environment session:record session:replay",
            "network:send network:output network:stop",
            "store:cat store:difference store:link store:copy store:shell store:remove store:export store:publish",
            "store:define",
            "environment:export environment:lock environment:delete",
            "repository:remove",
            "extension:debug extension:stop extension:remove extension:log",
            "luarium:completion luarium:help luarium:tour");
    /** Of a language or a file system, or the same in every dictionary. */
    private static final Set<String> ABBREVIATIONS = Set.of("json", "cpu", "jar", "vm", "http", "url");

    private static final Set<String> KINDS_OF_VALUES = Set.of(
            "TIME",
            "SIZE",
            "COUNT",
            "NUMBER",
            "FACTOR",
            "TEXT",
            "NAME",
            "NAMES",
            "FILE",
            "FOLDER",
            "PATHS",
            "LIST",
            "KEYS",
            "PORT",
            "CLASS",
            "MODULE",
            "ENGINE",
            "ENV",
            "PROFILE",
            "MODE",
            "KIND",
            "VM",
            "POLICY",
            "TOPOLOGY",
            "DIALECT",
            "CATEGORY",
            "PACKAGES");

    @Test
    void anOptionTakesTheSameEverywhere() {
        Map<String, Set<String>> values = new TreeMap<>();
        options()
                .forEach(option -> values.computeIfAbsent(option.name(), name -> new TreeSet<>())
                        .add(option.value()));

        assertThat(values)
                .allSatisfy((name, kinds) -> assertThat(kinds).as(name).hasSize(1));
        assertThat(options().stream().map(Option::value).filter(value -> !value.isEmpty()))
                .allSatisfy(value -> assertThat(KINDS_OF_VALUES).contains(value));
    }

    @Test
    void optionsOfTimeSayWhatTheyLimit() {
        assertThat(options().stream().filter(option -> option.name().equals("--timeout")))
                .isNotEmpty()
                .allSatisfy(option ->
                        assertThat(option.description()).containsAnyOf("most time", "how long", "so long at most"));
    }

    @Test
    void namesAreWholeWords() {
        Set<String> words = Usages.all().stream()
                .flatMap(syntax -> syntax.options().stream())
                .flatMap(option -> Arrays.stream(option.name().substring(2).split("-", -1)))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(words).allSatisfy(word -> assertThat(word).matches("[a-z]+"));
        assertThat(words.stream().filter(word -> !word.matches(".*[aeiouy].*"))).isSubsetOf(ABBREVIATIONS);
        assertThat(Usages.all())
                .allSatisfy(syntax -> assertThat(syntax.command()).matches("[a-z]{2,}:[a-z]{3,}"));
    }

    @Test
    void whatACommandIsAboutIsCalledTheSameInAScope() {
        assertThat(Usages.all())
                .filteredOn(syntax -> SUBJECTS.containsKey(scope(syntax)))
                .filteredOn(syntax -> !OTHER_SUBJECTS.contains(syntax.command()))
                .filteredOn(syntax -> !LISTINGS.contains(syntax.command()))
                .filteredOn(syntax -> !syntax.parameters().isEmpty())
                .allSatisfy(syntax -> assertThat(syntax.parameters().get(0).name())
                        .as(syntax.command())
                        .isEqualTo(SUBJECTS.get(scope(syntax))));
    }

    @Test
    void listingsTakeAPattern() {
        assertThat(Usages.all())
                .filteredOn(syntax -> syntax.command().endsWith(":list") || LISTINGS.contains(syntax.command()))
                .hasSize(LISTINGS.size())
                .allSatisfy(syntax -> assertThat(syntax.parameters())
                        .as(syntax.command())
                        .containsExactly(new Parameter("GLOB", false, false)));
    }

    @Test
    void whatIsDataCanBeHadAsJson() {
        List<String> without = Usages.all().stream()
                .filter(syntax -> syntax.option("--json").isEmpty())
                .map(Syntax::command)
                .toList();

        assertThat(without)
                .containsExactlyInAnyOrderElementsOf(WITHOUT_DATA.stream()
                        .flatMap(line -> Arrays.stream(line.split(" ", -1)))
                        .toList());
    }

    @Test
    void summariesAndDescriptionsAreWrittenAlike() {
        assertThat(Usages.all())
                .allSatisfy(syntax ->
                        assertThat(syntax.summary()).as(syntax.command()).matches("[a-z].*[^.]"));
        assertThat(options())
                .allSatisfy(option -> assertThat(option.description())
                        .as(option.name())
                        .matches("[a-zA-Z].*[^.]")
                        .isNotEqualTo("JSON"));
        assertThat(options().stream().filter(option -> option.name().equals("--json")))
                .allSatisfy(option -> assertThat(option.description()).contains("JSON"));
    }

    private static List<Option> options() {
        return Usages.all().stream()
                .flatMap(syntax -> syntax.options().stream())
                .toList();
    }

    private static String scope(Syntax syntax) {
        return syntax.command().substring(0, syntax.command().indexOf(':'));
    }
}
