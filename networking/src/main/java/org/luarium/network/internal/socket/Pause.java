// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.socket;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luarium.value.LuaValue;

/** Waits. */
final class Pause extends Operation {
    Pause(Patience patience) {
        super(patience);
    }

    @Override
    @Nullable
    List<LuaValue> attempt() {
        return null;
    }

    @Override
    List<LuaValue> expired() {
        return List.of();
    }
}
