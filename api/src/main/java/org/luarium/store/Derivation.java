// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * How something is made. Its name is computed from configuration, identity of the realizer, and fixed output; the matcher does not count.
 *
 * @param config what it is made of
 * @param realizer how it is made
 * @param matcher which of its realizations are wanted
 * @param fixedOutput the tree hash that every output must have; steps of such a build may use the network
 * @param realizedOnly whether realizing it fails with {@link NotRealizedException} where it would run the realizer
 */
public record Derivation(
        Config config, Realizer realizer, Matcher matcher, Optional<Hash> fixedOutput, boolean realizedOnly) {
    /**
     * Creates a derivation.
     *
     * @param config what it is made of
     * @param realizer how it is made
     * @param matcher which of its realizations are wanted
     * @param fixedOutput the tree hash that every output must have; steps of such a build may use the network
     * @param realizedOnly whether realizing it fails with {@link NotRealizedException} where it would run the realizer
     */
    public Derivation {
        requireNonNull(config, "config");
        requireNonNull(realizer, "realizer");
        requireNonNull(matcher, "matcher");
        requireNonNull(fixedOutput, "fixedOutput");
    }

    /**
     * Creates a derivation of which exactly one realization is expected.
     *
     * @param config what it is made of
     * @param realizer how it is made
     * @return a derivation with {@link Matcher#only()}
     */
    public static Derivation of(Config config, Realizer realizer) {
        return new Derivation(config, realizer, Matcher.only(), Optional.empty(), false);
    }

    /**
     * A copy with another configuration.
     *
     * @param other what it is made of instead
     * @return the copy
     */
    public Derivation withConfig(Config other) {
        return new Derivation(other, realizer, matcher, fixedOutput, realizedOnly);
    }

    /**
     * A copy with another realizer.
     *
     * @param other how it is made instead
     * @return the copy
     */
    public Derivation withRealizer(Realizer other) {
        return new Derivation(config, other, matcher, fixedOutput, realizedOnly);
    }

    /**
     * A copy with another matcher.
     *
     * @param other which of its realizations are wanted instead
     * @return the copy
     */
    public Derivation withMatcher(Matcher other) {
        return new Derivation(config, realizer, other, fixedOutput, realizedOnly);
    }

    /**
     * A copy whose outputs all have the same, known content.
     *
     * @param tree the tree hash of the output
     * @return the copy
     */
    public Derivation withFixedOutput(Hash tree) {
        return new Derivation(config, realizer, matcher, Optional.of(tree), realizedOnly);
    }

    /**
     * A copy that insists on being realized already.
     *
     * @return the copy, of the same name
     */
    public Derivation realized() {
        return new Derivation(config, realizer, matcher, fixedOutput, true);
    }
}
