// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import java.util.List;
import java.util.Map;
import org.luarium.vm.EngineInfo;

/**
 * How to start an interpreter.
 *
 * @param info what it is
 * @param command an absolute program and its options; a script and its arguments are appended
 * @param variables what it needs in its environment
 * @param memoryByAddressSpace whether a limit of address space bounds its memory. Not so for the child JVM: it reserves far
 *     more than it uses, and its {@code -Xmx} bounds the heap of Java only, not what Lua allocates
 */
public record Engine(
        EngineInfo info, List<String> command, Map<String, String> variables, boolean memoryByAddressSpace) {
    public Engine {
        command = List.copyOf(command);
        variables = Map.copyOf(variables);
    }
}
