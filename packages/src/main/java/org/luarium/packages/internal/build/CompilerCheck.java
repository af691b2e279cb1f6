// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import java.util.Optional;
import org.luarium.packages.RockBuildException;

/** Tells whether rocks with C can be built. */
public final class CompilerCheck {
    private CompilerCheck() {}

    /** What is missing to build one for a Lua, and what to do; empty if nothing is. */
    public static Optional<String> problem(String dialect) {
        try {
            Toolchain unused = Toolchain.find("lua-cjson", dialect);
            return Optional.empty();
        } catch (RockBuildException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
