// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

/** How a script ended. */
public enum Outcome {
    /** It ran to its end. */
    OK,
    /** It raised an error, or does not compile. */
    LUA_ERROR,
    /** It took longer than its wall time. */
    TIMEOUT,
    /** It was interrupted or cancelled. */
    INTERRUPTED,
    /** It needed more memory than allowed. */
    MEMORY_LIMIT,
    /** It used more processor time than allowed. */
    CPU_LIMIT,
    /** It produced more output than allowed. */
    OUTPUT_LIMIT,
    /** It ended its process, by {@code os.exit} for example. */
    EXITED,
    /** Its process was killed by a signal. */
    CRASHED
}
