// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.rockspec;

/** What is wrong with a rockspec, before it is known which one it is. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Problem(String message) {
        super(message, null, false, false);
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
