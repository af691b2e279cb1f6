// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.console;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Whether this JVM was started at a terminal. */
final class JvmTerminal {
    private static final boolean PRESENT = check(System.console());

    private JvmTerminal() {}

    static boolean present() {
        return PRESENT;
    }

    private static boolean check(@Nullable Console console) {
        if (console == null) {
            return false;
        }
        try {
            // From Java 22 on there is always a console, and this method of it tells.
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
