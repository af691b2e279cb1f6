// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tells one process from all others, past ones included: a pid alone is used again. Reads {@code /proc} where there is one, because the JDK's
 * own view of processes costs several milliseconds at start.
 */
record ProcessIdentity(long pid, String start) {
    private static final int START_TIME_AFTER_NAME = 19;

    static ProcessIdentity own() {
        long pid;
        try {
            pid = Long.parseLong(Files.readSymbolicLink(Path.of("/proc/self")).toString());
        } catch (IOException | UnsupportedOperationException | NumberFormatException e) {
            pid = ProcessHandle.current().pid();
        }
        return new ProcessIdentity(pid, startOf(pid).orElse("0"));
    }

    /** Reads {@link #toString()}; nothing if it is something else. */
    static Optional<ProcessIdentity> parse(String name) {
        int dash = name.indexOf('-');
        try {
            return dash <= 0
                    ? Optional.empty()
                    : Optional.of(
                            new ProcessIdentity(Long.parseLong(name.substring(0, dash)), name.substring(dash + 1)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    boolean isAlive() {
        return startOf(pid).equals(Optional.of(start));
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
        return pid + "-" + start;
    }
}
