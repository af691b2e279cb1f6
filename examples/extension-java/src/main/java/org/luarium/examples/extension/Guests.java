// SPDX-License-Identifier: Apache-2.0
package org.luarium.examples.extension;

/** What the host does for its extensions. */
public interface Guests {
    /**
     * Writes a guest down.
     *
     * @param name the name
     * @return how many there are by now, whoever has greeted them
     */
    int add(String name);
}
