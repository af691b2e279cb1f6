// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import org.jspecify.annotations.Nullable;
import org.luarium.shell.internal.console.SafeText;

/**
 * A command failed. Shells print exceptions by {@code toString}, and so this is the one line that a person reads; the stack trace is that of the cause.
 */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 1_000;

    CommandException(String message, @Nullable Throwable cause) {
        super(SafeText.line(SafeText.beginning(message.strip(), LONGEST)), cause, false, false);
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // getMessage would still leave the class name in front
    public String toString() {
        return String.valueOf(getMessage());
    }
}
