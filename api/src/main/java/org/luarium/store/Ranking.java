// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The general matcher: an order of the candidates, how many are needed, and how many are taken. Immutable. Candidates of equal rank are ordered by reference, so that every process
 * chooses the same.
 */
public final class Ranking implements Matcher {
    private static final int FIRST_LINE = 256;

    private final String name;
    private final UnaryOperator<List<Realization>> order;
    private final int minimum;
    private final int maximum;
    private final boolean exclusive;

    Ranking(String name, UnaryOperator<List<Realization>> order) {
        this(name, order, 1, Integer.MAX_VALUE, false);
    }

    private Ranking(String name, UnaryOperator<List<Realization>> order, int minimum, int maximum, boolean exclusive) {
        this.name = requireNonNull(name, "name");
        this.order = order;
        this.minimum = minimum;
        this.maximum = maximum;
        this.exclusive = exclusive;
    }

    static <K extends Comparable<? super K>> Ranking descending(String name, Function<Realization, K> key) {
        requireNonNull(key, "key");
        return new Ranking(
                name,
                candidates -> candidates.stream()
                        .map(one -> new Ranked<>(one, key.apply(one)))
                        .sorted(Comparator.<Ranked<K>, K>comparing(Ranked::key)
                                .reversed()
                                .thenComparing(ranked -> ranked.realization().ref()))
                        .map(Ranked::realization)
                        .toList());
    }

    /** The number on the first line of a file of the object, read no further than that. */
    static Function<Realization, Double> numberIn(String file) {
        return one -> {
            try (FileChannel channel = FileChannel.open(one.path().resolve(file), StandardOpenOption.READ)) {
                ByteBuffer start = ByteBuffer.allocate(FIRST_LINE);
                while (start.hasRemaining() && channel.read(start) >= 0) {
                    // as much of the first line as there is
                }
                String text = new String(start.array(), 0, start.position(), StandardCharsets.UTF_8);
                double number =
                        Double.parseDouble(text.lines().findFirst().orElse("").strip());
                return Double.isNaN(number) ? Double.NEGATIVE_INFINITY : number;
            } catch (IOException | NumberFormatException e) {
                return Double.NEGATIVE_INFINITY;
            }
        };
    }

    /**
     * Considers only some of the candidates.
     *
     * @param filter what to keep
     * @return a copy
     */
    public Ranking where(Predicate<Realization> filter) {
        requireNonNull(filter, "filter");
        return new Ranking(
                name,
                candidates -> order.apply(candidates.stream().filter(filter).toList()),
                minimum,
                maximum,
                exclusive);
    }

    /**
     * Asks for more where there are fewer than this.
     *
     * @param count 0 or more; 1 at first
     * @return a copy
     */
    public Ranking minimum(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("minimum " + count + " is negative");
        }
        return new Ranking(name, order, count, maximum, exclusive);
    }

    /**
     * Takes the first ones only.
     *
     * @param count 1 or more; no limit at first
     * @return a copy
     */
    public Ranking maximum(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("maximum " + count + " is less than 1");
        }
        return new Ranking(name, order, minimum, count, exclusive);
    }

    /**
     * More than the maximum are an {@link AmbiguousException} instead of a choice.
     *
     * @return a copy
     */
    public Ranking exclusive() {
        return new Ranking(name, order, minimum, maximum, true);
    }

    @Override
    public Optional<List<Realization>> match(List<Realization> candidates) {
        List<Realization> ordered = order.apply(candidates);
        if (ordered.size() < minimum) {
            return Optional.empty();
        }
        if (exclusive && ordered.size() > maximum) {
            throw new AmbiguousException(
                    name + " wants at most " + maximum,
                    ordered.stream().map(Realization::ref).toList());
        }
        return Optional.of(List.copyOf(ordered.subList(0, Math.min(maximum, ordered.size()))));
    }

    @Override
    public String toString() {
        return name;
    }

    private record Ranked<K>(Realization realization, K key) {}
}
