// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;

/** Starts children in one particular way. Thread-safe. */
public interface ProcessLauncher extends AutoCloseable {
    /** Starts a child; returns before it has answered, and maybe before it runs. */
    ChildProcess launch(LaunchSpec spec) throws IOException;

    /** How its children talk to the host: {@code fifo} or {@code stdio}. */
    String linkKind();

    @Override
    void close();
}
