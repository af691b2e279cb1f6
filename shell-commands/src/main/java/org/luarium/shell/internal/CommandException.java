// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal;

import org.jspecify.annotations.Nullable;
import org.luarium.shell.internal.console.SafeText;

/**
 * A command failed. Shells print exceptions by {@code toString}, and so this is what a person reads, the message in one line; the stack trace is that of the cause.
 */
public final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 1_000;

    /** What a shell prints below the message; safe for a terminal. */
    private final String below;

    CommandException(String message, @Nullable Throwable cause) {
        this(message, cause, "");
    }

    CommandException(String message, @Nullable Throwable cause, String below) {
        super(SafeText.line(SafeText.beginning(message.strip(), LONGEST)), cause, false, false);
        this.below = below;
    }

    @Override
    @SuppressWarnings("OverrideThrowableToString") // getMessage would still leave the class name in front
    public String toString() {
        return below.isEmpty() ? String.valueOf(getMessage()) : getMessage() + "\n" + below;
    }
}
