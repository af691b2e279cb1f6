// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension;

/** What an extension is written in. */
public enum ExtensionKind {
    /** Java: a class path and a main class. */
    JAVA,
    /** Lua: a module, in a VM with an environment. */
    LUA
}
