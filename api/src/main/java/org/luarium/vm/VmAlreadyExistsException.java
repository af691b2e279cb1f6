// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

/** A VM with this id exists, or is just being created. Its owner may be another bundle: ids are shared by all. */
public final class VmAlreadyExistsException extends VmManagerException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param id the VM it is about
     */
    public VmAlreadyExistsException(String id) {
        super(id, "a VM with the id '" + id + "' exists already; remove it or choose another id", null);
    }
}
