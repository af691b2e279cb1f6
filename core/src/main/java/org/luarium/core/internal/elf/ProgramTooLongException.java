// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

/** A list of system calls, or the data they point to, does not fit into a request. */
public final class ProgramTooLongException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    ProgramTooLongException(String message) {
        super(message);
    }
}
