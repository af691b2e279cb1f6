// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

import org.jspecify.annotations.Nullable;

/** An isolate sent something that the protocol of its link does not allow, or found the link broken. Its process was killed. */
public final class LinkException extends IsolateException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param isolate the name of the isolate
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    public LinkException(String isolate, String message, @Nullable Throwable cause) {
        super(isolate, message, cause);
    }
}
