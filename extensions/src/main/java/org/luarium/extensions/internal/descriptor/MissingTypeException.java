// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.descriptor;

/** Nothing in the container has an interface now. That may change. */
public final class MissingTypeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public MissingTypeException(String message) {
        super(message);
    }
}
