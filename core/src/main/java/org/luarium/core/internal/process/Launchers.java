// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** Chooses a launcher whose files live in a folder, or elsewhere if that folder does not allow execution. */
    public static Chosen choose(LinkKind kind, Path folder) throws IOException {
        if (kind != LinkKind.STDIO) {
            IOException problem = null;
            for (String place : new String[] {folder.toString(), System.getProperty("java.io.tmpdir"), "/dev/shm"}) {
                try {
                    return new Chosen(fifo(Path.of(place)), true);
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

    private static FifoLauncher fifo(Path place) throws IOException {
        Path folder = Files.createTempDirectory(place, "fifo");
        try {
            return new FifoLauncher(folder);
        } catch (IOException e) {
            Folders.delete(folder);
            throw e;
        }
    }
}
