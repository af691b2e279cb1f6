// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution.soak;

import java.util.List;
import java.util.Random;

/**
 * Something that is done again and again while others do other things.
 *
 * @param name what the log calls it
 * @param weight how often it is chosen, compared with others
 * @param outcomes the exceptions that its documentation allows here; any other fails the run
 * @param body does it
 */
public record Operation(String name, int weight, List<Class<? extends Exception>> outcomes, Body body) {
    /** Does it, and says in a few words what came of it. */
    @FunctionalInterface
    public interface Body {
        String run(Random random) throws Exception;
    }

    public Operation {
        outcomes = List.copyOf(outcomes);
    }

    boolean allows(Throwable problem) {
        return outcomes.stream().anyMatch(type -> type.isInstance(problem));
    }
}
