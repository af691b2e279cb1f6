// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Quiets JLine, which warns through the JDK's logging when its input is not a terminal. */
final class Terminal {
    /** The JDK forgets the level of a logger that nobody holds. */
    private static final Logger JLINE = Logger.getLogger("org.jline");

    private Terminal() {}

    static void quiet() {
        JLINE.setLevel(Level.SEVERE);
    }
}
