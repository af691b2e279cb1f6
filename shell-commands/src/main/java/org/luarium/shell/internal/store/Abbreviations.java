// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.store;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.luarium.shell.internal.syntax.Syntax;
import org.luarium.shell.internal.syntax.UsageException;
import org.luarium.store.InvalidReferenceException;
import org.luarium.store.Query;
import org.luarium.store.Realization;
import org.luarium.store.Ref;
import org.luarium.store.Store;

/**
 * References as people type them: whole, or a name, or the beginning of a digest or of the text behind {@code rref:} or {@code dref:}. What fits more than one is refused. A name goes
 * before a digest that happens to begin like it.
 */
public final class Abbreviations {
    private static final String REALIZATION = "rref:";
    private static final String DERIVATION = "dref:";
    private static final int SHOWN = 5;

    private final Supplier<Store> store;

    public Abbreviations(Supplier<Store> store) {
        this.store = store;
    }

    /** A realization. */
    public Ref.RRef realization(String word) {
        if (word.startsWith(DERIVATION)) {
            throw new UsageException(
                    "'" + Syntax.shortened(word) + "' is a derivation; a realization (rref:…) is wanted here");
        }
        return whole(word) instanceof Ref.RRef rref
                ? rref
                : one(word, realizations(behind(REALIZATION, word)), "realization");
    }

    /** Realizations, each once. All of them are known before the first is used, so that a mistyped one does nothing. */
    public List<Ref.RRef> realizations(List<String> words) {
        return words.stream().map(this::realization).distinct().toList();
    }

    /** A derivation, also by one of its realizations. */
    public Ref.DRef derivation(String word) {
        if (word.startsWith(REALIZATION)) {
            return realization(word).dref();
        }
        return whole(word) instanceof Ref.DRef dref
                ? dref
                : one(word, derivations(behind(DERIVATION, word)), "derivation");
    }

    /** Either: a realization where the word fits one, else a derivation. */
    public Ref any(String word) {
        if (word.startsWith(REALIZATION)) {
            return realization(word);
        }
        if (word.startsWith(DERIVATION)) {
            return derivation(word);
        }
        Set<Ref.RRef> realizations = realizations(word);
        return realizations.isEmpty()
                ? one(word, derivations(word), "realization or derivation")
                : one(word, realizations, "realization");
    }

    /** Words that may stand for a reference, for completion. */
    public List<String> candidates(int most) {
        List<Ref> all = Stream.<Ref>concat(
                        store.get().find(Query.all()).stream().map(Realization::ref),
                        store.get().derivations().stream())
                .toList();
        return Stream.concat(
                        all.stream().map(Ref::name).distinct(), all.stream().map(Ref::toString))
                .limit(most)
                .toList();
    }

    private Set<Ref.RRef> realizations(String word) {
        Set<Ref.RRef> named =
                store.get().find(Query.all().name(word.isEmpty() || isPattern(word) ? "-" : word)).stream()
                        .map(Realization::ref)
                        .collect(Collectors.toCollection(TreeSet::new));
        return named.isEmpty()
                ? fitting(
                        word,
                        store.get().find(Query.all()).stream().map(Realization::ref),
                        REALIZATION,
                        Ref.RRef::digest)
                : named;
    }

    private static boolean isPattern(String word) {
        return word.indexOf('*') >= 0 || word.indexOf('?') >= 0;
    }

    private Set<Ref.DRef> derivations(String word) {
        List<Ref.DRef> all = store.get().derivations();
        Set<Ref.DRef> named =
                all.stream().filter(dref -> dref.name().equals(word)).collect(Collectors.toCollection(TreeSet::new));
        return named.isEmpty() ? fitting(word, all.stream(), DERIVATION, Ref.DRef::digest) : named;
    }

    private static <R extends Ref> Set<R> fitting(String word, Stream<R> all, String kind, Function<R, String> digest) {
        Predicate<R> begins = ref -> digest.apply(ref).startsWith(word)
                || ref.toString().substring(kind.length()).startsWith(word);
        return word.isEmpty() ? Set.of() : all.filter(begins).collect(Collectors.toCollection(TreeSet::new));
    }

    private static <R extends Ref> R one(String word, Set<R> found, String kind) {
        if (found.isEmpty()) {
            throw new UsageException(
                    "there is no " + kind + " '" + Syntax.shortened(word) + "'; store:list shows those that exist");
        }
        if (found.size() > 1) {
            String some = found.stream().limit(SHOWN).map(Ref::toString).collect(Collectors.joining(", "));
            String more = found.size() > SHOWN ? " and " + (found.size() - SHOWN) + " more" : "";
            throw new UsageException("'" + Syntax.shortened(word) + "' may be any of " + some + more);
        }
        return found.iterator().next();
    }

    private static String behind(String kind, String word) {
        return word.startsWith(kind) ? word.substring(kind.length()) : word;
    }

    /** Null for an abbreviation, and for what is wrong, which is seen later. */
    private static @Nullable Ref whole(String word) {
        try {
            return Ref.parse(word);
        } catch (InvalidReferenceException e) {
            return null;
        }
    }
}
