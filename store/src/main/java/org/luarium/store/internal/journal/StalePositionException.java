// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.journal;

import java.io.IOException;

/** A position is of a file that was replaced; poll, and look it up again. */
public final class StalePositionException extends IOException {
    private static final long serialVersionUID = 1L;

    StalePositionException(String message) {
        super(message);
    }
}
