// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import static java.util.Objects.requireNonNull;

import org.osgi.annotation.versioning.ConsumerType;

/** Makes realizations of a derivation. May be called by several threads at once, for different derivations. */
@ConsumerType
@FunctionalInterface
public interface Realizer {
    /**
     * Writes the output of a derivation, below {@link Build#out()} or {@link Build#outs(int)}.
     *
     * @param build what to make, from what, and where
     * @throws Exception if it cannot; the caller of the store gets a {@link BuildFailedException} with this cause
     */
    void build(Build build) throws Exception;

    /**
     * What this realizer is, as part of the name of each of its derivations: realizers that may make something else must differ in it, in every JVM the same realizer must not.
     *
     * @return the class that contains the code, with a digest of its class file, unless it was given with {@link #of}
     */
    default String id() {
        return RealizerId.of(getClass());
    }

    /**
     * Gives a realizer an identity that does not change when its code is compiled anew.
     *
     * @param id such as {@code org.example.compile-1}; change it when the output changes
     * @param realizer what to run
     * @return a realizer of this identity
     */
    static Realizer of(String id, Realizer realizer) {
        requireNonNull(id, "id");
        requireNonNull(realizer, "realizer");
        return new Realizer() {
            @Override
            public void build(Build build) throws Exception {
                realizer.build(build);
            }

            @Override
            public String id() {
                return id;
            }
        };
    }
}
