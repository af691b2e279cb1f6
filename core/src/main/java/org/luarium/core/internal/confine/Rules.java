// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import org.luarium.core.internal.cage.SeccompFilter;
import org.luarium.core.internal.elf.Architecture;

/** Which system calls an isolate may make. */
enum Rules {
    /** What Lua needs. */
    LUA,
    /** What other programs need, alone. */
    ALONE,
    /** With the network. */
    NETWORK,
    /** With other processes. */
    PROCESSES,
    /** With both. */
    BOTH;

    /** The rules for any program. */
    static Rules general(boolean network, boolean processes) {
        return network ? (processes ? BOTH : NETWORK) : (processes ? PROCESSES : ALONE);
    }

    byte[] filter(Architecture architecture) {
        return this == LUA
                ? SeccompFilter.lua(architecture)
                : SeccompFilter.general(
                        architecture, this == NETWORK || this == BOTH, this == PROCESSES || this == BOTH);
    }
}
