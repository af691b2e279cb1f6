// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import org.jspecify.annotations.Nullable;

/** A request to the manager of VMs cannot be met. */
public abstract class VmManagerException extends LuaVmException {
    private static final long serialVersionUID = 1L;

    /** The id of the VM. */
    private final String id;

    /**
     * Creates an exception.
     *
     * @param id the VM it is about
     * @param message what was asked, what happened, what to do
     * @param cause what led to it, or {@code null}
     */
    protected VmManagerException(String id, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.id = id;
    }

    /**
     * The VM it is about.
     *
     * @return its id
     */
    public final String id() {
        return id;
    }
}
