// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.curator;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.luarium.packages.CatalogueEntry;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.Recommendation;
import org.luarium.packages.RepositoryIndexException;
import org.luarium.packages.RepositoryUnavailableException;
import org.luarium.packages.RockName;
import org.luarium.packages.RockOffer;
import org.luarium.packages.internal.repository.Offers;

/** What an environment might do well to have, by what is in it. */
final class Recommendations {
    private static final int MOST = 5;
    private static final int MATTERS = 7;
    private static final List<Companion> COMPANIONS = List.of(
            new Companion(Set.of("lua-cjson"), "luasocket", "JSON mostly comes from a network"),
            new Companion(Set.of("busted", "luassert"), "inspect", "it shows what differs in a test"));
    private static final Companion SOCKETS =
            new Companion(Set.of(), "luasocket", "it is what code for networks is made with");
    private static final Companion HTTP = new Companion(Set.of(), "http", "it speaks HTTP");
    private static final List<String> NETWORK_WORDS =
            List.of("socket", "http", "network", "tcp", "udp", "json", "xml", "curl", "ssl", "tls");
    private static final Set<String> NETWORK_CATEGORIES = Set.of("core", "web", "data", "security", "utility");
    private static final Comparator<Recommendation> ORDER = Comparator.<Recommendation>comparingInt(
                    recommendation -> -recommendation.rock().priority())
            .thenComparing(recommendation -> recommendation.repository().isEmpty())
            .thenComparing(recommendation -> recommendation.rock().name());

    private final Catalogues catalogues;
    private final Offers offers;
    private final Set<String> installed;

    /** A rock that goes with any of others. */
    private record Companion(Set<String> others, String rock, String reason) {
        Stream<String> present(Set<String> installed) {
            return others.stream().filter(installed::contains).sorted();
        }
    }

    Recommendations(Catalogues catalogues, Offers offers, List<InstalledRock> rocks) {
        this.catalogues = catalogues;
        this.offers = offers;
        installed = rocks.stream().map(rock -> rock.name().text()).collect(Collectors.toSet());
    }

    List<Recommendation> general() {
        return chosen(companions(), entry -> true);
    }

    List<Recommendation> networking() {
        Map<RockName, Recommendation> first = new LinkedHashMap<>();
        Stream.of(SOCKETS, HTTP).forEach(companion -> add(first, companion.rock(), companion.reason()));
        companions().values().stream()
                .filter(recommendation -> isForNetworks(recommendation.rock()))
                .forEach(recommendation ->
                        first.putIfAbsent(recommendation.rock().name(), recommendation));
        return chosen(first, Recommendations::isForNetworks);
    }

    private static boolean isForNetworks(CatalogueEntry entry) {
        String text = (entry.name() + " " + entry.description()).toLowerCase(Locale.ROOT);
        return NETWORK_WORDS.stream().anyMatch(text::contains) || NETWORK_CATEGORIES.contains(entry.category());
    }

    private Map<RockName, Recommendation> companions() {
        Map<RockName, Recommendation> found = new LinkedHashMap<>();
        for (Companion companion : COMPANIONS) {
            companion
                    .present(installed)
                    .findFirst()
                    .ifPresent(
                            other -> add(found, companion.rock(), "it goes with " + other + ": " + companion.reason()));
        }
        return found;
    }

    private void add(Map<RockName, Recommendation> found, String rock, String reason) {
        RockName name = new RockName(rock);
        if (!installed.contains(rock)) {
            catalogues.rock(name).ifPresent(entry -> found.put(name, recommendation(entry, reason)));
        }
    }

    /** What is given has its place, and the rest goes to what matters most. */
    private List<Recommendation> chosen(Map<RockName, Recommendation> given, Predicate<CatalogueEntry> filter) {
        Stream<Recommendation> others = catalogues.rocks().stream()
                .filter(entry -> entry.priority() >= MATTERS)
                .filter(entry -> !installed.contains(entry.name().text()) && !given.containsKey(entry.name()))
                .filter(filter)
                .map(entry -> recommendation(entry, "it has priority " + entry.priority() + " in the catalogue"))
                .sorted(ORDER);
        return Stream.concat(given.values().stream(), others)
                .limit(MOST)
                .sorted(ORDER)
                .toList();
    }

    private Recommendation recommendation(CatalogueEntry entry, String reason) {
        Optional<String> repository;
        try {
            repository = offers.find(entry.name()).map(RockOffer::repository);
        } catch (RepositoryUnavailableException | RepositoryIndexException e) {
            // Who has it is not known, which is no reason not to recommend it
            repository = Optional.empty();
        }
        return new Recommendation(entry, reason, repository);
    }
}
