// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import java.util.List;

/** Two rocks of one environment have the same module. */
public final class ModuleConflictException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which environment. */
    private final String environment;
    /** Which module. */
    private final String module;

    private final transient List<String> rocks;

    /**
     * Creates the exception.
     *
     * @param environment the name of the environment that was to be
     * @param module the name of the module
     * @param rocks the rocks that have it
     */
    public ModuleConflictException(String environment, String module, List<String> rocks) {
        super(
                "module '" + Notation.printable(module) + "' is in " + String.join(" and in ", rocks)
                        + ", and environment '" + environment + "' can have one of them; leave one out",
                null);
        this.environment = environment;
        this.module = module;
        this.rocks = List.copyOf(rocks);
    }

    /**
     * Which environment.
     *
     * @return the name of the environment that was to be
     */
    public String environment() {
        return environment;
    }

    /**
     * Which module.
     *
     * @return the name of the module
     */
    public String module() {
        return module;
    }

    /**
     * Which rocks.
     *
     * @return the rocks that have it
     */
    public List<String> rocks() {
        return rocks;
    }
}
