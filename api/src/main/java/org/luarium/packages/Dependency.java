// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

/**
 * A rock that is needed and which versions of it will do, such as {@code penlight >= 1.15}.
 *
 * @param name which rock
 * @param constraints which versions
 */
public record Dependency(RockName name, Constraints constraints) {
    /**
     * Reads a dependency as rockspecs write it: a name, and perhaps constraints.
     *
     * @param text at most 1000 characters
     * @return the dependency
     * @throws RockSyntaxException if the text is anything else
     */
    public static Dependency of(String text) {
        ConstraintsParser parser = new ConstraintsParser(text, "a dependency");
        return new Dependency(parser.name(), new Constraints(parser.constraints()));
    }

    @Override
    public String toString() {
        return constraints.all().isEmpty() ? name.text() : name + " " + constraints;
    }
}
