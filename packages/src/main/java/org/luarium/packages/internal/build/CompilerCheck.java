// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import java.util.Optional;
import org.luarium.packages.MissingRequirementException;

/** Tells whether rocks with C can be built. */
public final class CompilerCheck {
    private CompilerCheck() {}

    /** What is missing to build one for a Lua, and what to do; empty if nothing is. */
    public static Optional<String> problem(Machine machine, String dialect) {
        try {
            Toolchain unused = Toolchain.findCompiler(machine, "in C", dialect);
            return Optional.empty();
        } catch (MissingRequirementException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
