// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a realization gave.
 *
 * @param result what the stage returned
 * @param targets the derivations in it
 * @param realizations what was chosen for every derivation that was needed and did not fail, dependencies before dependants
 * @param built what was built, or would be in a dry run
 * @param failures what failed, or depends on what failed; empty unless the options say to keep going
 * @param <R> what the stage returned
 */
public record Realized<R>(
        R result,
        List<Ref.DRef> targets,
        Map<Ref.DRef, List<Realization>> realizations,
        List<Ref.DRef> built,
        Map<Ref.DRef, Failure> failures) {
    /**
     * Creates a result.
     *
     * @param result what the stage returned
     * @param targets the derivations in it
     * @param realizations what was chosen for every derivation that was needed and did not fail, dependencies before dependants
     * @param built what was built, or would be in a dry run
     * @param failures what failed, or depends on what failed; empty unless the options say to keep going
     */
    public Realized {
        requireNonNull(result, "result");
        targets = List.copyOf(targets);
        realizations = Collections.unmodifiableMap(new LinkedHashMap<>(realizations));
        built = List.copyOf(built);
        failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }

    /**
     * Why something is not realized.
     *
     * @param dref what
     * @param root the derivation whose realizer failed: itself, or something that it depends on
     * @param cause what happened to the root
     */
    public record Failure(Ref.DRef dref, Ref.DRef root, StoreException cause) {
        /**
         * Creates a failure.
         *
         * @param dref what
         * @param root the derivation whose realizer failed: itself, or something that it depends on
         * @param cause what happened to the root
         */
        public Failure {
            requireNonNull(dref, "dref");
            requireNonNull(root, "root");
            requireNonNull(cause, "cause");
        }

        /**
         * Whether its own realizer failed.
         *
         * @return false if it was not run because of what it depends on
         */
        public boolean isRoot() {
            return dref.equals(root);
        }
    }

    /**
     * The only realization of the only target.
     *
     * @return the realization
     * @throws AmbiguousException if there are several
     * @throws StoreException if it failed
     */
    public Realization one() {
        if (targets.size() != 1) {
            throw new AmbiguousException(
                    "one target was asked for",
                    all().stream().map(Realization::ref).toList());
        }
        return one(targets.get(0));
    }

    /**
     * The only realization of a derivation.
     *
     * @param dref a derivation that was needed
     * @return the realization
     * @throws AmbiguousException if there are several
     * @throws ObjectNotFoundException if it was not needed, or not built in a dry run
     * @throws StoreException if it failed
     */
    public Realization one(Ref.DRef dref) {
        List<Realization> all = all(dref);
        if (all.size() == 1) {
            return all.get(0);
        }
        throw new AmbiguousException(
                "one realization of " + dref + " was asked for",
                all.stream().map(Realization::ref).toList());
    }

    /**
     * The realizations of a derivation.
     *
     * @param dref a derivation that was needed
     * @return as the matcher chose and ordered them
     * @throws ObjectNotFoundException if it was not needed, or not built in a dry run
     * @throws StoreException if it failed
     */
    public List<Realization> all(Ref.DRef dref) {
        Failure failure = failures.get(dref);
        if (failure != null) {
            throw failure.cause();
        }
        List<Realization> all = realizations.get(requireNonNull(dref, "dref"));
        if (all == null) {
            throw new ObjectNotFoundException("a realization of " + dref);
        }
        return all;
    }

    private List<Realization> all() {
        return targets.stream().flatMap(target -> all(target).stream()).toList();
    }
}
