// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Conditions on a version that have to be met together, such as {@code >= 1.3, < 2}.
 *
 * @param all the conditions; none if any version will do
 */
public record Constraints(List<VersionConstraint> all) {
    private static final Constraints ANY = new Constraints(List.of());

    /**
     * Creates constraints.
     *
     * @param all the conditions
     */
    public Constraints {
        all = List.copyOf(all);
    }

    /**
     * Reads constraints in the notation of rockspecs: operators {@code ==}, {@code ~=}, {@code <}, {@code <=},
     * {@code >}, {@code >=}, {@code ~>}, also {@code =} and {@code !=}, a version alone meaning that version, several
     * separated by commas. An {@code @} in front of one, which keeps LuaRocks from upgrading, is ignored.
     *
     * @param text at most 1000 characters
     * @return the constraints
     * @throws RockSyntaxException if the text is anything else
     */
    public static Constraints of(String text) {
        return new Constraints(new ConstraintsParser(text, "a constraint on versions").constraints());
    }

    /**
     * What any version meets.
     *
     * @return constraints without conditions
     */
    public static Constraints any() {
        return ANY;
    }

    /**
     * Whether a version meets all of them.
     *
     * @param version a version
     * @return what LuaRocks says of it
     */
    public boolean accepts(RockVersion version) {
        for (VersionConstraint constraint : all) {
            if (!constraint.accepts(version)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return all.stream().map(VersionConstraint::toString).collect(Collectors.joining(", "));
    }
}
