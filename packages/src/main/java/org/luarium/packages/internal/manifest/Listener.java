// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.manifest;

import org.jspecify.annotations.Nullable;

/** Hears what a manifest says, in its order. Entries of tables without a key are lists. */
interface Listener {
    /** A table begins. The key is {@code null} in a list. Returns whether what is in it is of interest. */
    boolean open(@Nullable String key);

    /** The last table that was of interest ends. */
    void close();

    /** A string in a table that is of interest. */
    void string(@Nullable String key, String value);
}
