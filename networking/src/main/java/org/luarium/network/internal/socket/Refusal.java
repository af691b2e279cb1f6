// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.util.List;
import org.luarium.value.LuaValue;

/** Is over before it begins. */
final class Refusal extends Operation {
    private final String problem;

    Refusal(String problem) {
        super(Patience.NONE);
        this.problem = problem;
    }

    @Override
    List<LuaValue> attempt() {
        return Answers.failure(problem);
    }

    @Override
    List<LuaValue> expired() {
        return Answers.failure(problem);
    }
}
