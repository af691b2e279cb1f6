// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.dependency;

import java.io.IOException;

/** A server answered, but not with a file. */
final class WebAnswerException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private final int status;

    WebAnswerException(int status) {
        super("the server answered with status " + status);
        this.status = status;
    }

    boolean isNotFound() {
        return status == NOT_FOUND || status == GONE;
    }
}
