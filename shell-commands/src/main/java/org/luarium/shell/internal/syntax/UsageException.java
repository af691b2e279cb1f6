// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.syntax;

/** A command was given words that it does not take. The message is one sentence for the person who typed them. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
