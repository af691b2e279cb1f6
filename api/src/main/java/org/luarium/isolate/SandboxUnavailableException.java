// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

import static java.util.Objects.requireNonNull;

/**
 * A control is required and cannot be enforced here. Nothing was started. Mode REQUIRED requires every control; mode PREFERRED only that an isolate has no network which
 * was not meant to have one; mode OFF none.
 */
public final class SandboxUnavailableException extends IsolateException {
    private static final long serialVersionUID = 1L;

    /** The name of the missing control. */
    private final String control;

    /**
     * Creates the exception.
     *
     * @param isolate the name of the isolate
     * @param control the control that is missing
     * @param cause why it cannot be enforced
     * @param remedy what to do about it
     */
    public SandboxUnavailableException(String isolate, String control, String cause, String remedy) {
        super(
                isolate,
                isolate + " requires control '" + control + "', which cannot be enforced: " + cause + "; " + remedy,
                null);
        this.control = requireNonNull(control, "control");
    }

    /**
     * The control that is missing.
     *
     * @return its name, as in {@link ConfinementReport}
     */
    public String control() {
        return control;
    }
}
