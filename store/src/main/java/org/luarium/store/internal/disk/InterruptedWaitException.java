// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

/** A thread was interrupted while it waited. Its flag is set again. */
public final class InterruptedWaitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InterruptedWaitException(String message, InterruptedException cause) {
        super(message, cause);
    }
}
