// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

/** How a script ended. */
public enum Outcome {
    /** It ran to its end. */
    OK,
    /** It raised an error, or does not compile. */
    LUA_ERROR,
    /** It was typed at a prompt and is the beginning of something. Nothing was run. */
    INCOMPLETE,
    /** It took longer than its wall time, and was interrupted or killed. */
    TIMEOUT,
    /** It was interrupted, cancelled, or its VM was reset or closed. */
    INTERRUPTED,
    /** It needed more memory than allowed. The state is kept unless {@link ExecutionResult#stateLost()} says otherwise. */
    MEMORY_LIMIT,
    /** It used more processor time than allowed, and was interrupted or killed. */
    CPU_LIMIT,
    /** It produced more output than allowed, and was interrupted or killed. The result has what was allowed. */
    OUTPUT_LIMIT,
    /** It ended its process, by {@code os.exit} for example. */
    EXITED,
    /** Its process was killed by a signal. */
    CRASHED
}
