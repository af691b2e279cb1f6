// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * A child process and whatever it has started. A process whose parent has ended is nobody's descendant any more; on Linux such a one is still known by a variable that all of them
 * inherit, and what hides from that as well needs a {@link org.luarium.store.spi.BuildRunner} to be found.
 */
final class ProcessTree {
    private static final int MOST_ROUNDS = 50;
    private static final int LARGEST_ENVIRONMENT = 1 << 20;

    private final Process process;
    private final String variable;

    /** The tree of a process that was started with this variable, written as {@code name=value}, which nobody else has. */
    ProcessTree(Process process, String variable) {
        this.process = process;
        this.variable = variable;
    }

    /** Kills all of it, the children that it starts meanwhile included. */
    void kill() {
        for (int i = 0; i < MOST_ROUNDS; i++) {
            List<ProcessHandle> alive = Stream.concat(process.descendants(), strays())
                    .filter(ProcessHandle::isAlive)
                    .toList();
            process.destroyForcibly();
            alive.forEach(ProcessHandle::destroyForcibly);
            if (alive.isEmpty()) {
                return;
            }
        }
    }

    private Stream<ProcessHandle> strays() {
        return ProcessHandle.allProcesses().filter(handle -> handle.pid() != process.pid() && isMarked(handle.pid()));
    }

    private boolean isMarked(long pid) {
        // No channel: this has to work in a thread that was interrupted
        try (InputStream in = new FileInputStream("/proc/" + pid + "/environ")) {
            String environment = new String(in.readNBytes(LARGEST_ENVIRONMENT), StandardCharsets.UTF_8);
            return ("\0" + environment).contains("\0" + variable + "\0");
        } catch (IOException e) {
            return false;
        }
    }
}
