// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Chooses among the realizations of a derivation, or asks for more. Pure: it sees only those of the context at hand, sorted by reference, and its answer depends on nothing else.
 */
@ConsumerType
@FunctionalInterface
public interface Matcher {
    /**
     * Chooses.
     *
     * @param candidates every realization of the derivation in this context, sorted by reference; may be empty
     * @return the chosen ones, all of them candidates; empty to have the realizer make more
     */
    Optional<List<Realization>> match(List<Realization> candidates);

    /**
     * Exactly one: none asks for more, and several are an {@link AmbiguousException}.
     *
     * @return a matcher
     */
    static Matcher only() {
        return new Ranking("only", candidates -> candidates)
                .minimum(1)
                .maximum(1)
                .exclusive();
    }

    /**
     * All there are; none asks for more.
     *
     * @return a matcher
     */
    static Matcher all() {
        return new Ranking("all", candidates -> candidates).minimum(1);
    }

    /**
     * As many as asked, the first by reference; fewer ask for more.
     *
     * @param count 1 or more
     * @return a matcher
     */
    static Matcher some(int count) {
        return new Ranking("some(" + count + ")", candidates -> candidates)
                .minimum(count)
                .maximum(count);
    }

    /**
     * The last ones by the time when their build began, those without a time after all others; fewer ask for more.
     *
     * @param count 1 or more
     * @return a matcher
     */
    static Matcher latest(int count) {
        return Ranking.descending("latest(" + count + ")", Realization::started)
                .minimum(count)
                .maximum(count);
    }

    /**
     * Those with the highest number on the first line of a file; a missing file or another text counts as minus infinity; fewer ask for more.
     *
     * @param file a path inside the object, with slashes
     * @param count 1 or more
     * @return a matcher
     */
    static Matcher best(String file, int count) {
        return Ranking.descending("best(" + file + ", " + count + ")", Ranking.numberIn(file))
                .minimum(count)
                .maximum(count);
    }

    /**
     * Exactly those named, whatever else there is; one that is missing asks for more.
     *
     * @param refs what is wanted, in any order
     * @return a matcher
     */
    static Matcher exact(Collection<Ref.RRef> refs) {
        Set<Ref.RRef> wanted = new TreeSet<>(refs);
        return new Ranking(
                        "exact(" + wanted + ")",
                        candidates -> candidates.stream()
                                .filter(one -> wanted.contains(one.ref()))
                                .toList())
                .minimum(wanted.size());
    }

    /**
     * The general form, see {@link Ranking}: the highest first by a key of one's own.
     *
     * @param name for messages
     * @param key computes the key of a realization
     * @param <K> its type
     * @return all candidates, highest key first; narrow it with {@link Ranking#minimum}, {@link Ranking#maximum} and {@link Ranking#exclusive}
     */
    static <K extends Comparable<? super K>> Ranking highest(String name, Function<Realization, K> key) {
        return Ranking.descending(name, key);
    }
}
