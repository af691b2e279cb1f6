// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

/** What was typed makes no sense; the message says why. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
