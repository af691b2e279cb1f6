// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

/** There is no VM with this id. */
public final class VmNotFoundException extends VmManagerException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param id the VM it is about
     */
    public VmNotFoundException(String id) {
        super(id, "no VM has the id '" + id + "'; vm:list shows those that exist", null);
    }
}
