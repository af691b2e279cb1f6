// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.List;
import org.luarium.packages.Dependency;

/** At least one of the literals is true. No two are about the same rock. The first two are watched. */
final class Rule {
    private final Literal[] literals;
    private Cause cause;

    private Rule(Cause cause, Literal... literals) {
        this.cause = cause;
        this.literals = literals;
    }

    static Rule requested(Dependency dependency, Rock target) {
        Literal wanted = new Literal(target, target.matching(dependency.constraints()));
        return new Rule(new Cause.Requested(dependency, target), wanted);
    }

    /** Whoever has a version has what that needs. A rock may need itself. */
    static Rule needed(Rock rock, int version, Dependency dependency, Rock target) {
        Cause.Needed cause = new Cause.Needed(rock, IndexSet.range(version, version + 1), dependency, target);
        return rock == target
                ? new Rule(cause, subject(cause))
                : new Rule(cause, subject(cause), new Literal(target, target.matching(dependency.constraints())));
    }

    private static Literal subject(Cause.Needed cause) {
        IndexSet others = cause.versions().not(cause.rock().values().size());
        return new Literal(
                cause.rock(),
                cause.rock() == cause.target()
                        ? others.or(cause.rock().matching(cause.dependency().constraints()))
                        : others);
    }

    /** Lets the rule hold for one more version. What followed from it follows all the more. */
    void widen(int version) {
        Cause.Needed wider = ((Cause.Needed) cause).with(version);
        cause = wider;
        for (int i = 0; i < literals.length; i++) {
            if (literals[i].rock() == wider.rock()) {
                literals[i] = subject(wider);
            }
        }
    }

    static Rule excluded(Rock rock, int version, Exclusion exclusion) {
        IndexSet others = IndexSet.range(version, version + 1).not(rock.values().size());
        return new Rule(new Cause.Excluded(rock, version, exclusion), new Literal(rock, others));
    }

    static Rule learned(List<Literal> literals, List<Rule> premises) {
        return new Rule(new Cause.Learned(List.copyOf(premises)), literals.toArray(Literal[]::new));
    }

    int size() {
        return literals.length;
    }

    Literal literal(int index) {
        return literals[index];
    }

    boolean watches(Rock rock) {
        return literals[0].rock() == rock || literals[1].rock() == rock;
    }

    void swap(int one, int other) {
        Literal literal = literals[one];
        literals[one] = literals[other];
        literals[other] = literal;
    }

    Cause cause() {
        return cause;
    }
}
