// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the best way to start processes that works here. */
public final class Launchers {
    private static final Logger log = LoggerFactory.getLogger(Launchers.class);

    private Launchers() {}

    /**
     * A launcher with what it can do.
     *
     * @param launcher the launcher
     * @param limitsMemory whether it can limit address space
     */
    public record Chosen(ProcessLauncher launcher, boolean limitsMemory) {}

    /** Chooses a launcher whose files live in a private folder, or elsewhere if that folder does not allow execution. */
    public static Chosen choose(LinkKind kind, Path folder) throws IOException {
        if (kind != LinkKind.STDIO) {
            IOException problem = null;
            for (Path place : List.of(folder, Path.of(System.getProperty("java.io.tmpdir")), Path.of("/dev/shm"))) {
                try {
                    // A random name, for a place that others use too, costs the JDK's cryptography.
                    Path own = place.equals(folder)
                            ? Files.createDirectories(folder.resolve("fifo"))
                            : Files.createTempDirectory(place, "fifo");
                    return new Chosen(fifo(own), true);
                } catch (IOException e) {
                    problem = e;
                }
            }
            if (kind == LinkKind.FIFO && problem != null) {
                throw problem;
            }
            log.info("No spawner here, processes are started by the JDK and talk over stdio", problem);
        }
        StdioLauncher stdio = new StdioLauncher();
        return new Chosen(stdio, stdio.limitsMemory());
    }

    private static FifoLauncher fifo(Path folder) throws IOException {
        try {
            return new FifoLauncher(folder);
        } catch (IOException e) {
            Folders.delete(folder);
            throw e;
        }
    }
}
