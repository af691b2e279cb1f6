// SPDX-License-Identifier: Apache-2.0
package org.luarium.store;

import org.jspecify.annotations.Nullable;
import org.luarium.LuariumException;

/** The base of what a store throws. What was in the store before is still there and unchanged. */
public abstract class StoreException extends LuariumException {
    private static final long serialVersionUID = 1L;

    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
