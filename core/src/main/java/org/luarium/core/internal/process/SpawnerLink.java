// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The two directions in which the JVM talks with a {@link Spawner}. */
interface SpawnerLink {
    InputStream input();

    OutputStream output();

    /** Called by the thread that reads {@link #input()} once the spawner has answered for the first time. */
    default void answered() throws IOException {}

    /** Whether the spawner and its children go on without us. */
    default boolean outlivesUs() {
        return false;
    }

    /** Lets go of the spawner, and waits, bounded, for its end, if that ends it. */
    void close() throws IOException;
}
