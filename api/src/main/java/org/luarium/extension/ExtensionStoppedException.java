// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension;

import org.jspecify.annotations.Nullable;

/** An extension is not running, so it cannot do what was asked. */
public final class ExtensionStoppedException extends ExtensionException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param extension the name of the extension
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    public ExtensionStoppedException(String extension, String message, @Nullable Throwable cause) {
        super(extension, message, cause);
    }
}
