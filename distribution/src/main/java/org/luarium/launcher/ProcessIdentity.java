// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tells one process from all others, past ones included: a pid alone is used again, and start times begin anew with each boot. Reads {@code /proc} where there is one, because the JDK's
 * own view of processes costs several milliseconds at start.
 */
record ProcessIdentity(long pid, String start, String boot) {
    private static final int BOOT_DIGITS = 8;
    private static final int START_TIME_AFTER_NAME = 19;

    static ProcessIdentity own() {
        long pid;
        try {
            pid = Long.parseLong(Files.readSymbolicLink(Path.of("/proc/self")).toString());
        } catch (IOException | UnsupportedOperationException | NumberFormatException e) {
            pid = ProcessHandle.current().pid();
        }
        return new ProcessIdentity(pid, startOf(pid).orElse("0"), bootId());
    }

    /** Reads {@link #toString()}; nothing if it is something else. */
    static Optional<ProcessIdentity> parse(String name) {
        String[] parts = name.split("-", -1);
        try {
            return parts.length == 3
                    ? Optional.of(new ProcessIdentity(Long.parseLong(parts[0]), parts[1], parts[2]))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether the machine was started again since: then it is dead, and so may be the namespace it lived in. */
    boolean isOfAnotherBoot() {
        return !boot.equals(bootId());
    }

    private static String bootId() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).substring(0, BOOT_DIGITS);
        } catch (IOException | IndexOutOfBoundsException e) {
            return "";
        }
    }

    boolean isAlive() {
        return !isOfAnotherBoot() && startOf(pid).equals(Optional.of(start));
    }

    /** Clock ticks after boot, or milliseconds of the epoch; either way the same as long as the process lives. */
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
            return Optional.of(fields[START_TIME_AFTER_NAME]);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return pid + "-" + start + "-" + boot;
    }
}
