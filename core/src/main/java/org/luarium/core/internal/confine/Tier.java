// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

/** How files are kept from an isolate, the best first. The other controls do not depend on it. */
public enum Tier {
    /** It sees a file system, processes and a network of its own. */
    NAMESPACES("mount namespace"),
    /** It sees the file system of the host, and Landlock refuses what it was not given. */
    LANDLOCK("Landlock"),
    /** Nothing keeps files from it. */
    LIMITS("");

    private final String files;

    Tier(String files) {
        this.files = files;
    }

    /** What keeps files from it, for people. */
    String files() {
        return files;
    }
}
