// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.lua;

/** A service of the host. */
public interface Dictionary {
    String find(String key);

    void put(String key, String value);
}
