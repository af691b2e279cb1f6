// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import java.util.List;

/** Two rocks of one environment have a program of the same name. */
public final class ProgramConflictException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** Which environment. */
    private final String environment;
    /** Which program. */
    private final String program;

    private final transient List<String> rocks;

    /**
     * Creates the exception.
     *
     * @param environment the name of the environment that was to be
     * @param program the name of the program
     * @param rocks the rocks that have it
     */
    public ProgramConflictException(String environment, String program, List<String> rocks) {
        super(
                "program '" + Notation.printable(program) + "' is in " + String.join(" and in ", rocks)
                        + ", and environment '" + environment + "' can have one of them; leave one out",
                null);
        this.environment = environment;
        this.program = program;
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
     * Which program.
     *
     * @return the name of the program
     */
    public String program() {
        return program;
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
