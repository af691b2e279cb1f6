// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The spawner itself is gone; the next one can do what was asked. */
public final class SpawnerGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    SpawnerGoneException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
