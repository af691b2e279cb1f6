// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.record;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A manifest is none, or contradicts itself. */
public final class InvalidManifestException extends IOException {
    private static final long serialVersionUID = 1L;

    InvalidManifestException(String problem, @Nullable Throwable cause) {
        super("the manifest is invalid: " + problem, cause);
    }
}
