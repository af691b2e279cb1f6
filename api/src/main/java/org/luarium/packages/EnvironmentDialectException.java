// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

/** A VM speaks another Lua than the environment that it names was made for. */
public final class EnvironmentDialectException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which environment. */
    private final String environment;
    /** For which Lua it is. */
    private final String dialect;
    /** On what it was to run. */
    private final String engine;

    /**
     * Creates the exception.
     *
     * @param environment the name
     * @param dialect the Lua that the environment is for, such as {@code 5.4}
     * @param engine the interpreter of the VM
     */
    public EnvironmentDialectException(String environment, String dialect, String engine) {
        super(
                "environment '" + environment + "' is for Lua " + dialect + ", and " + engine
                        + " is another; choose the engine " + dialect + ", or an environment for it",
                null);
        this.environment = environment;
        this.dialect = dialect;
        this.engine = engine;
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
     * For which Lua it is.
     *
     * @return the Lua that the environment is for, such as {@code 5.4}
     */
    public String dialect() {
        return dialect;
    }

    /**
     * On what it was to run.
     *
     * @return the interpreter of the VM
     */
    public String engine() {
        return engine;
    }
}
