// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.luarium.vm.EngineInfo;

/** A way to run the Lua that Luarium brings. */
interface Embedded {
    EngineInfo.Kind kind();

    String name();

    EngineInfo.Interrupt interrupt();

    /**
     * What it needs on the disk.
     *
     * @throws IOException if it does not exist for this platform, with the reason
     */
    FileSet files() throws IOException;

    /** What else must not change for an earlier probe to hold. */
    String surroundings();

    /** The command to which a script is appended. */
    List<String> command(Path root, Path folder);

    /** The command that answers {@link EngineProber#QUESTION}. */
    List<String> probe(Path root, Path folder);

    Duration bound();

    /** Called after a probe. */
    default void probed(Path root, Path folder, boolean usable) {}

    Map<String, String> variables();

    boolean memoryByAddressSpace();
}
