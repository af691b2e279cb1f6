// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.rows;

/** Under which circumstances a row is measured. */
public enum Setting {
    /** As the runner was started. */
    PLAIN(""),
    /** JVM and Lua on one core: no processor has to be woken, which is the fast one of the two states of the machine. */
    ONE_CORE("one core: "),
    /** As a user without privileges. */
    UNPRIVILEGED("unprivileged: ");

    private final String prefix;

    Setting(String prefix) {
        this.prefix = prefix;
    }

    public String prefix() {
        return prefix;
    }
}
