// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Names a process, and what belongs to it, so that nobody else's is ever taken for a dead one.
 *
 * <p>A pid is used again, so the start of the process goes with it: in ticks of the kernel, which no change of the clock moves. Both begin anew when the machine
 * does, so the boot has a part too, and in a container, so has the namespace of pids.
 *
 * @param pid the process
 * @param start when it started
 * @param boot the beginning of the id of the boot, or empty
 * @param namespace the namespace of pids, or empty
 */
public record RunName(long pid, String start, String boot, String namespace) {
    private static final int START_TIME_AFTER_NAME = 19;
    private static final int BOOT_DIGITS = 8;

    /** The name of this process. */
    public static RunName own() {
        return of(ProcessHandle.current().pid());
    }

    /** The name of a process that lives. */
    static RunName of(long pid) {
        return new RunName(pid, startOf(pid).orElse("0"), currentBoot(), namespaceOfPids());
    }

    /** Reads a name; empty if it is none. */
    public static Optional<RunName> parse(String name) {
        String[] parts = name.split("-", -1);
        try {
            return parts.length == 4
                    ? Optional.of(new RunName(Long.parseLong(parts[0]), parts[1], parts[2], parts[3]))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether the process is certainly gone, as seen from another one. */
    public boolean isDead(RunName observer) {
        if (!boot.equals(observer.boot)) {
            return true;
        }
        return namespace.equals(observer.namespace) && !startOf(pid).equals(Optional.of(start));
    }

    private static String currentBoot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).substring(0, BOOT_DIGITS);
        } catch (IOException | IndexOutOfBoundsException e) {
            return "";
        }
    }

    private static String namespaceOfPids() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))
                    .toString()
                    .replaceAll("\\D", "");
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    private static Optional<String> startOf(long pid) {
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return ProcessHandle.of(pid)
                    .map(process -> process.info()
                            .startInstant()
                            .map(instant -> Long.toString(instant.toEpochMilli()))
                            .orElse("0"));
        }
        try {
            String status = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            // The name, in parentheses, may contain anything.
            String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ", -1);
            return fields[0].equals("Z") ? Optional.empty() : Optional.of(fields[START_TIME_AFTER_NAME]);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return pid + "-" + start + "-" + boot + "-" + namespace;
    }
}
