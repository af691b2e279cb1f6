// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages;

import static java.util.Objects.requireNonNull;

/** A rock cannot be built because this machine lacks something: a program, a header or a library. */
public final class MissingRequirementException extends PackagesException {
    private static final long serialVersionUID = 1L;

    /** What kind of thing is missing. */
    public enum Kind {
        /** A program, such as a compiler or {@code make}. */
        PROGRAM,
        /** A file that sources in C include. */
        HEADER,
        /** A library to link with. */
        LIBRARY
    }

    /** Which rock. */
    private final String rock;
    /** What kind of thing. */
    private final Kind kind;
    /** Which thing. */
    private final String name;

    /**
     * Creates the exception.
     *
     * @param rock the rock, such as {@code lua-zlib 1.2-2}
     * @param kind what kind of thing is missing
     * @param name what is missing, such as {@code zlib.h}
     * @param place where it was looked for, and by which name the rock asks for it
     * @param remedy what to install
     */
    public MissingRequirementException(String rock, Kind kind, String name, String place, String remedy) {
        super(
                "rock " + rock + " cannot be built: it needs the "
                        + switch (kind) {
                            case PROGRAM -> "program ";
                            case HEADER -> "header ";
                            case LIBRARY -> "library ";
                        }
                        + Notation.printable(name) + ", which is not in " + place + "; " + remedy,
                null);
        this.rock = requireNonNull(rock, "rock");
        this.kind = requireNonNull(kind, "kind");
        this.name = requireNonNull(name, "name");
    }

    /**
     * Which rock.
     *
     * @return the rock, such as {@code lua-zlib 1.2-2}
     */
    public String rock() {
        return rock;
    }

    /**
     * What kind of thing.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Which thing.
     *
     * @return the name of what is missing, such as {@code zlib.h}
     */
    public String name() {
        return name;
    }
}
