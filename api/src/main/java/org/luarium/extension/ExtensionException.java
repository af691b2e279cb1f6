// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.luarium.LuariumException;

/** Something about an extension failed. What a call of one throws is in {@code org.luarium.extension.spi}. */
public abstract class ExtensionException extends LuariumException {
    private static final long serialVersionUID = 1L;

    /** The name of the extension. */
    private final String extension;

    /**
     * Creates an exception.
     *
     * @param extension the name of the extension
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    protected ExtensionException(String extension, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.extension = requireNonNull(extension, "extension");
    }

    /**
     * The extension it is about.
     *
     * @return its name
     */
    public final String extension() {
        return extension;
    }
}
