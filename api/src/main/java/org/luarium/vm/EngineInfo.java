// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import java.nio.file.Path;
import java.util.Optional;

/**
 * An interpreter that was considered.
 *
 * @param name the name to choose it by, such as {@code lua5.4} or {@code embedded}
 * @param kind where it comes from
 * @param version its exact version, such as {@code Lua 5.4.6}; empty if it did not say
 * @param dialect the language it speaks: {@code 5.1} to {@code 5.4}; empty if unknown
 * @param executable its program; empty if there is none
 * @param interrupt what a soft interrupt can do to it
 * @param rejection why it cannot be used; empty if it can
 */
public record EngineInfo(
        String name,
        Kind kind,
        String version,
        String dialect,
        Optional<Path> executable,
        Interrupt interrupt,
        String rejection) {

    /** Where an interpreter comes from. */
    public enum Kind {
        /** A program of this machine. */
        EXTERNAL,
        /** The interpreter that Luarium brings, as a native process. */
        EMBEDDED_NATIVE,
        /** The interpreter that Luarium brings, inside a small JVM. */
        EMBEDDED_JVM
    }

    /** What a soft interrupt can do. */
    public enum Interrupt {
        /** Any number of scripts can be interrupted, and the VM keeps its state. */
        LASTING,
        /** One script can be interrupted with the state kept; after that a stop costs the state. */
        ONCE,
        /** Every stop costs the state. */
        NONE
    }

    /**
     * Whether it can be used.
     *
     * @return true if nothing speaks against it
     */
    public boolean usable() {
        return rejection.isEmpty();
    }
}
