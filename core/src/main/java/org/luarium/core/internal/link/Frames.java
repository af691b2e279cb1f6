// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.link;

/** The frame types of the link; {@code docs/protocol.md} specifies them. */
public final class Frames {
    public static final int HELLO = 0;
    public static final int CONFIGURE = 1;
    public static final int CALL = 4;
    public static final int RESULT = 6;
    public static final int ERROR = 7;
    public static final int LOG = 15;
    public static final int EXEC = 16;
    public static final int OUTPUT = 17;
    public static final int SYNC = 18;
    public static final int PROVIDE = 19;
    public static final int STDIN = 20;
    public static final int RAW = 21;
    public static final int EXIT = 22;
    public static final int PROFILE = 23;

    public static final int FLAG_ECHO = 1;
    public static final int FLAG_IMMEDIATE = 2;
    public static final int FLAG_ARG = 4;
    public static final int FLAG_FUNCTION = 8;
    public static final int FLAG_PROMPT = 16;
    public static final int FLAG_SAMPLED = 32;

    public static final int ERROR_RUNTIME = 0;
    public static final int ERROR_SYNTAX = 1;
    public static final int ERROR_INTERRUPTED = 2;
    public static final int ERROR_MEMORY = 3;
    public static final int ERROR_INCOMPLETE = 4;

    /** What the child exits with when the link itself fails. */
    public static final int EXIT_CANNOT_OPEN = 71;

    public static final int EXIT_PROTOCOL = 72;
    public static final int EXIT_MEMORY = 73;
    public static final int EXIT_BROKEN = 74;

    private Frames() {}
}
