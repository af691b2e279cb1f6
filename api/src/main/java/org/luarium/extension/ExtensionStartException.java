// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension;

import org.jspecify.annotations.Nullable;

/** An extension could not be started: its process, its code or one of its hooks failed. No process is left. The cause is what the extension has thrown, if it has. */
public final class ExtensionStartException extends ExtensionException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param extension the name of the extension
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    public ExtensionStartException(String extension, String message, @Nullable Throwable cause) {
        super(extension, message, cause);
    }
}
