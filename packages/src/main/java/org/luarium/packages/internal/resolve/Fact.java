// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.resolve;

import java.util.Optional;
import org.luarium.packages.Dependency;

/**
 * That somebody wants something: the user, if there is no subject, or some versions of a rock.
 *
 * @param versions of the subject
 */
record Fact(Optional<Rock> subject, IndexSet versions, Dependency dependency, Rock target) {
    static Fact of(Cause.Requested cause) {
        return new Fact(Optional.empty(), IndexSet.EMPTY, cause.dependency(), cause.target());
    }

    static Fact of(Cause.Needed cause) {
        return new Fact(Optional.of(cause.rock()), cause.versions(), cause.dependency(), cause.target());
    }

    /** The versions that would do. */
    IndexSet values() {
        return target.matching(dependency.constraints());
    }

    /** Whether one version cannot do for both. What versions of one rock want is never wanted together. */
    boolean contradicts(Fact other) {
        return !subject.equals(other.subject) && !values().intersects(other.values());
    }

    @Override
    public String toString() {
        return subject.map(rock -> rock.name() + " " + Words.versions(rock, versions)
                                + (versions.isSingle() ? " needs " : " need "))
                        .orElse("you asked for ")
                + dependency;
    }
}
