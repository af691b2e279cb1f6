// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.realize;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A child process and whatever it has started. A process whose parent has ended is nobody's descendant any more; on Linux such a one is still known by a variable that all of them
 * inherit, and what hides from that as well needs a {@link org.luarium.store.spi.BuildRunner} to be found.
 */
final class ProcessTree {
    private static final int MOST_ROUNDS = 50;
    private static final int MOST_LOOKS = 10;
    private static final int LARGEST_ENVIRONMENT = 1 << 20;
    private static final Duration CLOCK_ERROR = Duration.ofSeconds(2);

    private final Process process;
    private final String variable;
    private final Instant started;

    /** The tree of a process that was started with this variable, written as {@code name=value}, which nobody else has. */
    ProcessTree(Process process, String variable) {
        this.process = process;
        this.variable = variable;
        this.started = process.info().startInstant().orElse(Instant.EPOCH);
    }

    /** Kills all of it, the children that it starts meanwhile included. */
    void kill() {
        Map<Long, Integer> blanks = new HashMap<>();
        for (int i = 0; i < MOST_ROUNDS; i++) {
            List<ProcessHandle> alive = Stream.concat(process.descendants(), strays(blanks))
                    .filter(ProcessHandle::isAlive)
                    .toList();
            process.destroyForcibly();
            alive.forEach(ProcessHandle::destroyForcibly);
            if (alive.isEmpty() && blanks.values().stream().allMatch(looks -> looks >= MOST_LOOKS)) {
                return;
            }
        }
    }

    /** Counts how often processes have shown no variables at all. One that is about to run another program shows none for a moment. */
    private Stream<ProcessHandle> strays(Map<Long, Integer> blanks) {
        Map<Long, Integer> before = Map.copyOf(blanks);
        blanks.clear();
        List<ProcessHandle> found = new ArrayList<>();
        for (ProcessHandle handle :
                ProcessHandle.allProcesses().filter(this::isYounger).toList()) {
            String environment = environment(handle.pid());
            if (environment.contains("\0" + variable + "\0")) {
                found.add(handle);
            } else if (environment.equals("\0")) {
                blanks.put(handle.pid(), before.getOrDefault(handle.pid(), 0) + 1);
            }
        }
        return found.stream();
    }

    private boolean isYounger(ProcessHandle handle) {
        return handle.pid() != process.pid()
                && handle.info()
                        .startInstant()
                        .map(start -> start.isAfter(started.minus(CLOCK_ERROR)))
                        .orElse(true);
    }

    /** With a zero byte before each variable, and after the last. */
    private static String environment(long pid) {
        // No channel: this has to work in a thread that was interrupted
        try (InputStream in = new FileInputStream("/proc/" + pid + "/environ")) {
            return "\0" + new String(in.readNBytes(LARGEST_ENVIRONMENT), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "of somebody else, or gone";
        }
    }
}
