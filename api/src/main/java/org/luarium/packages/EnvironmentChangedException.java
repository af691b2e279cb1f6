// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import java.util.List;

/** A VM wants a module that has come into its environment since it started, and cannot have it: what it could have loaded has changed, too. */
public final class EnvironmentChangedException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which environment. */
    private final String environment;

    /** Which module. */
    private final String module;

    /** What has changed. */
    private final List<String> changes;

    /**
     * Creates the exception.
     *
     * @param vm the id of the VM
     * @param environment the name
     * @param module what it wants
     * @param from the generation that it has
     * @param to the generation that has the module
     * @param changes what is not there any more as it was, a phrase each
     */
    public EnvironmentChangedException(
            String vm, String environment, String module, int from, int to, List<String> changes) {
        super(
                "VM " + vm + " cannot have module '" + module + "': it runs with generation " + from
                        + " of environment '" + environment + "', and generation " + to + " has more than additions: "
                        + String.join(", ", changes) + "; reset the VM, or restart its session in the environment",
                null);
        this.environment = environment;
        this.module = module;
        this.changes = List.copyOf(changes);
    }

    /**
     * Which environment.
     *
     * @return the name
     */
    public String environment() {
        return environment;
    }

    /**
     * Which module the VM wants.
     *
     * @return its name
     */
    public String module() {
        return module;
    }

    /**
     * What is not there any more as it was.
     *
     * @return a phrase for each rock
     */
    public List<String> changes() {
        return changes;
    }
}
