// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.repository;

import java.io.IOException;
import java.io.InputStream;
import org.luarium.packages.InvalidManifestException;

/** Reads the manifest of a repository of LuaRocks as data. Thread-safe. */
@FunctionalInterface
public interface ManifestReader {
    /**
     * Reads all of it.
     *
     * @param in the text, to its end
     * @param found hears of every artifact
     * @throws InvalidManifestException if it is no manifest
     * @throws IOException if the stream fails
     */
    void read(InputStream in, Found found) throws IOException;

    /** Hears what there is; nothing of what it hears is checked. */
    interface Found {
        void artifact(String rock, String version, String artifact);

        /** Something is left out, and why; a sentence. */
        void ignored(String why);
    }
}
