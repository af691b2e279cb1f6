// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

/** The VM was closed or removed, perhaps because the bundle that created it has stopped. */
public final class VmClosedException extends VmManagerException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param id the VM it is about
     */
    public VmClosedException(String id) {
        super(id, "VM " + id + " is closed; create it again", null);
    }
}
