// SPDX-License-Identifier: Apache-2.0
package org.luarium.metrics.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.luarium.metrics.Metric;
import org.luarium.metrics.Metrics;
import org.luarium.metrics.Sample;

class MetricsComponentTest {
    private static final MetricsComponent NOTHING = new MetricsComponent(Areas.all(new Services() {
        @Override
        public <T> Optional<T> find(Class<T> type) {
            return Optional.empty();
        }
    }));

    @Test
    void namesFollowTheConventions() {
        List<Metric> all = NOTHING.describe();

        assertThat(all).extracting(Metric::name).doesNotHaveDuplicates().allMatch(name -> name.startsWith("luarium_"));
        assertThat(all).allMatch(metric -> metric.name().endsWith("_total") == (metric.kind() == Metric.Kind.COUNTER));
        assertThat(all).extracting(Metric::help).allMatch(help -> help.matches("[A-Z0-9][^\n]+[^.]"));
    }

    @Test
    void metricsOfServicesThatAreNotThereHaveNoSamples() {
        List<Metric> read = NOTHING.read();

        assertThat(read).extracting(Metric::name).containsExactlyElementsOf(names(NOTHING.describe()));
        assertThat(read)
                .filteredOn(metric -> !metric.name().equals("luarium_samples_left_out"))
                .allMatch(metric -> metric.samples().isEmpty());
    }

    private static List<String> names(List<Metric> metrics) {
        return metrics.stream().map(Metric::name).toList();
    }

    private static Area<?> area(String name, Supplier<Optional<List<String>>> things) {
        var thing = Definition.<List<String>, String>each("thing", List::copyOf, text -> text);
        return new Area<>(
                name,
                things,
                List.of(
                        Definition.gauge(name + "_things", "Things", List::size),
                        thing.counter(name + "_letters_total", "Letters of a thing", String::length)));
    }

    private static List<Sample> samples(List<Metric> metrics, String name) {
        return metrics.stream()
                .filter(metric -> metric.name().equals(name))
                .flatMap(metric -> metric.samples().stream())
                .toList();
    }

    @Test
    void oneThatFailsLeavesTheOthers() {
        Metrics metrics = new MetricsComponent(List.of(
                area("broken", () -> {
                    throw new IllegalStateException("no");
                }),
                area("sound", () -> Optional.of(List.of("a", "bcd")))));

        List<Metric> read = metrics.read();

        assertThat(samples(read, "sound_things")).containsExactly(new Sample(List.of(), 2));
        assertThat(samples(read, "sound_letters_total"))
                .containsExactly(new Sample(List.of("a"), 1), new Sample(List.of("bcd"), 3));
        assertThat(samples(read, "broken_things")).isEmpty();
        assertThat(samples(read, "luarium_source_up"))
                .containsExactly(new Sample(List.of("broken"), 0), new Sample(List.of("sound"), 1));
    }

    @Test
    void areasAreReadByThemselves() {
        Metrics metrics = new MetricsComponent(
                List.of(area("one", () -> Optional.of(List.of("a"))), area("two", () -> Optional.of(List.of("b")))));

        assertThat(names(metrics.read("two"))).containsExactly("two_things", "two_letters_total");
        assertThat(names(metrics.read("metrics"))).containsExactly("luarium_samples_left_out", "luarium_source_up");
        assertThat(samples(metrics.read("metrics"), "luarium_source_up")).hasSize(2);
        assertThat(metrics.read("three")).isEmpty();
    }

    @Test
    void samplesAreBounded() {
        List<String> many = IntStream.range(0, Metrics.MOST_SAMPLES + 7)
                .mapToObj(Integer::toString)
                .toList();
        Metrics metrics = new MetricsComponent(List.of(area("many", () -> Optional.of(many))));

        List<Metric> read = metrics.read();

        assertThat(samples(read, "many_things")).containsExactly(new Sample(List.of(), many.size()));
        assertThat(samples(read, "many_letters_total")).hasSize(Metrics.MOST_SAMPLES);
        assertThat(samples(read, "luarium_samples_left_out")).containsExactly(new Sample(List.of(), 7));
    }

    @Test
    void metricsAreChecked() {
        assertThatThrownBy(() -> new Metric("a", "Wrong name", Metric.Kind.GAUGE, "", List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Wrong name");
        assertThatThrownBy(() ->
                        new Metric("a", "m", Metric.Kind.GAUGE, "", List.of("vm"), List.of(new Sample(List.of(), 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[vm]");
    }
}
