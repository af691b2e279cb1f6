// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.web;

import java.io.IOException;

/** There is more than allowed. */
public final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(long most) {
        super("it has more than " + most + " bytes, which is the limit; do not trust it");
    }
}
