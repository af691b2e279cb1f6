// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import org.jspecify.annotations.Nullable;

/** Luarium itself cannot do its work; the message says what happened and what to do. */
final class LauncherException extends Exception {
    private static final long serialVersionUID = 1L;

    LauncherException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
