// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

/** Too many calls wait for a VM, or a host function or listener asked for what would have to wait for the script that waits for it. Nothing was run. */
public final class VmBusyException extends VmManagerException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param id the VM it is about
     * @param reason what it is busy with
     */
    public VmBusyException(String id, String reason) {
        super(
                id,
                "VM " + id + " is busy: " + reason + "; wait for it, interrupt it, or raise Limits.queuedCalls",
                null);
    }
}
