// SPDX-License-Identifier: Apache-2.0
package org.luarium.network;

import org.jspecify.annotations.Nullable;
import org.luarium.LuariumException;

/** Something of the network does not work, or is not allowed. */
public class NetworkingException extends LuariumException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates one.
     *
     * @param message what was asked, what happened, what to do
     */
    public NetworkingException(String message) {
        super(message, null);
    }

    /**
     * Creates one with a cause.
     *
     * @param message what was asked, what happened, what to do
     * @param cause why, or null
     */
    public NetworkingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
