// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

/** A module of a rock cannot be loaded by the Lua it was installed for. Nothing was changed. */
public final class ModuleLoadException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which environment. */
    private final String environment;
    /** Which module. */
    private final String module;
    /** Which rock. */
    private final String rock;

    /**
     * Creates the exception.
     *
     * @param environment the name of the environment that was to be
     * @param module the name of the module
     * @param rock the rock that has it
     * @param problem what Lua said
     */
    public ModuleLoadException(String environment, String module, String rock, String problem) {
        super(
                "module '" + Notation.printable(module) + "' of " + rock + " cannot be loaded, so environment '"
                        + environment + "' stays as it is: " + Notation.explanation(problem),
                null);
        this.environment = environment;
        this.module = module;
        this.rock = rock;
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
     * Which rock.
     *
     * @return the rock that has it
     */
    public String rock() {
        return rock;
    }
}
