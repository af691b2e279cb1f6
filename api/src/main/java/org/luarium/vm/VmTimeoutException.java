// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

/** A script took longer than its wall time, and the caller asked for an exception with {@link ExecutionResult#orThrow()}. */
public final class VmTimeoutException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    private final transient ExecutionResult result;

    /**
     * Creates the exception.
     *
     * @param result the result it stands for
     */
    public VmTimeoutException(ExecutionResult result) {
        super(describe(result) + "; raise Script.withTimeout or call interrupt()", null);
        this.result = result;
    }

    /**
     * The result it stands for, with output and error.
     *
     * @return the result
     */
    public ExecutionResult result() {
        return result;
    }
}
