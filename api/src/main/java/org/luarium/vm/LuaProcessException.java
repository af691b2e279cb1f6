// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luarium.isolate.ExitStatus;

/** The process of a VM could not be started, or has ended when nobody asked it to and the VM was not reset since. */
public final class LuaProcessException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable ExitStatus exit;
    /** The last of its error output. */
    private final String stderr;

    /**
     * Creates the exception for a result.
     *
     * @param result a result with outcome EXITED or CRASHED
     */
    public LuaProcessException(ExecutionResult result) {
        super(describe(result), null);
        exit = result.exit().orElse(null);
        stderr = result.stderr();
    }

    /**
     * Creates the exception for a VM that did not start or has ended.
     *
     * @param message what was asked, what happened, what to do
     * @param exit how the process ended, or {@code null} if it never ran
     * @param stderr the last of what the process wrote to its error output
     * @param cause what led to it, or {@code null}
     */
    public LuaProcessException(String message, @Nullable ExitStatus exit, String stderr, @Nullable Throwable cause) {
        super(message, cause);
        this.exit = exit;
        this.stderr = requireNonNull(stderr, "stderr");
    }

    /**
     * How the process ended.
     *
     * @return the exit status, if it was seen
     */
    public Optional<ExitStatus> exit() {
        return Optional.ofNullable(exit);
    }

    /**
     * The last of what the process wrote to its error output.
     *
     * @return text, possibly empty; for a VM that had ended before, at most 4 KiB
     */
    public String stderr() {
        return stderr;
    }
}
