// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

/** What a command line asks for. */
enum Verb {
    SHELL("the shell", 0),
    COMMANDS("-c", 1),
    EXECUTE("execute", 1),
    RUN("run", Integer.MAX_VALUE),
    HELP("help", Integer.MAX_VALUE),
    VERSION("version", Integer.MAX_VALUE);

    private final String word;
    private final int mostOperands;

    Verb(String word, int mostOperands) {
        this.word = word;
        this.mostOperands = mostOperands;
    }

    static Verb of(String word) throws UsageException {
        return switch (word) {
            case "execute" -> EXECUTE;
            case "run" -> RUN;
            case "help" -> HELP;
            case "version" -> VERSION;
            default -> throw new UsageException("unknown command '" + word + "'");
        };
    }

    boolean startsScript() {
        return this == EXECUTE || this == RUN;
    }

    int mostOperands() {
        return mostOperands;
    }

    @Override
    public String toString() {
        return word;
    }
}
