// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luarium.vm.EngineInfo;

/**
 * What came out for one interpreter.
 *
 * @param info what it is, or why it cannot be used
 * @param engine how to start it; absent if it cannot be used
 */
record Verdict(EngineInfo info, @Nullable Engine engine) {
    static Verdict rejected(EngineInfo.Kind kind, String name, @Nullable Path program, String reason) {
        return new Verdict(
                new EngineInfo(name, kind, "", "", Optional.ofNullable(program), EngineInfo.Interrupt.NONE, reason),
                null);
    }
}
