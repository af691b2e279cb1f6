// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

/** A script passed a limit of memory, processor time or output, and the caller asked for an exception with {@link ExecutionResult#orThrow()}. */
public final class ResourceLimitException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    private final transient ExecutionResult result;

    /**
     * Creates the exception.
     *
     * @param result the result it stands for
     */
    public ResourceLimitException(ExecutionResult result) {
        super(describe(result) + "; raise the limit in VmConfig.confinement or in the script", null);
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
