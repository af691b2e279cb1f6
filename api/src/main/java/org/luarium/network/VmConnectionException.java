// SPDX-License-Identifier: Apache-2.0
package org.luarium.network;

import org.jspecify.annotations.Nullable;

/** A VM cannot be reached: there is none, it is not networked, it has ended, or it does not answer. */
public final class VmConnectionException extends NetworkingException {
    private static final long serialVersionUID = 1L;

    /** The id of the VM. */
    private final String vm;

    /**
     * Creates one.
     *
     * @param vm the id of the VM
     * @param problem what happened, without its id
     * @param cause why, or null
     */
    public VmConnectionException(String vm, String problem, @Nullable Throwable cause) {
        super("VM " + vm + " " + problem, cause);
        this.vm = vm;
    }

    /**
     * The VM.
     *
     * @return its id
     */
    public String vm() {
        return vm;
    }
}
