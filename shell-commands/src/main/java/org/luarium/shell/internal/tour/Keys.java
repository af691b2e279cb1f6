// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.tour;

/** Who says that the tour goes on. */
@FunctionalInterface
public interface Keys {
    /**
     * Shows a command and waits.
     *
     * @return false if whoever takes the tour leaves it
     */
    boolean goesOn(String command);
}
