// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.record;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The journal has a record that cannot be, although its check sum is right. */
public final class InvalidRecordException extends IOException {
    private static final long serialVersionUID = 1L;

    InvalidRecordException(String problem, @Nullable Throwable cause) {
        super("a record " + problem, cause);
    }
}
