// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Starts children in one particular way. Thread-safe. */
public interface ProcessLauncher extends AutoCloseable {
    /** Starts a child; returns before it has answered, and maybe before it runs. */
    ChildProcess launch(LaunchSpec spec) throws IOException;

    /** How its children talk to the host: {@code fifo} or {@code stdio}. */
    String linkKind();

    /** A way to try cages out; empty if its children are put into none, whatever is asked for. */
    default Optional<Trial> trial() {
        return Optional.empty();
    }

    /** Who starts children that outlive this JVM; empty if it has none. */
    default Optional<Keepers> keepers(Path folder) {
        return Optional.empty();
    }

    @Override
    void close();
}
