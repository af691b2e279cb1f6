// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import org.jspecify.annotations.Nullable;
import org.luarium.LuariumException;

/** The base of what goes wrong with rocks. What was installed before is still there and unchanged. */
public abstract class PackagesException extends LuariumException {
    private static final long serialVersionUID = 1L;

    PackagesException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
