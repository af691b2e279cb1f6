// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

/** Calls between host and VM nest more deeply than {@link org.luarium.isolate.Limits#nesting()} allows. */
public final class NestingException extends VmManagerException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param id the VM it is about
     * @param limit the levels that are allowed
     */
    public NestingException(String id, int limit) {
        super(
                id,
                "VM " + id + ": calls between host and Lua nest more than " + limit + " deep; raise Limits.nesting",
                null);
    }
}
