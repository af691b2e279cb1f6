// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution.soak;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Processes of this JVM, and their violent end; others are never touched. */
final class Processes {
    private static final ProcessHandle SELF = ProcessHandle.current();

    private Processes() {}

    /** How many there are of each program. */
    static Map<String, Long> programs() {
        return SELF.descendants()
                .collect(Collectors.groupingBy(
                        process -> process.info().command().orElse("ended"), Collectors.counting()));
    }

    static String kill(long pid) {
        List<ProcessHandle> own =
                SELF.descendants().filter(process -> process.pid() == pid).toList();
        own.forEach(ProcessHandle::destroyForcibly);
        return own.isEmpty() ? "was dead" : "killed";
    }

    /** Kills the child of this JVM that has started a process. */
    static String killSpawner(long pid) {
        Optional<ProcessHandle> process =
                SELF.descendants().filter(each -> each.pid() == pid).findAny();
        Optional<ProcessHandle> parent = process.flatMap(ProcessHandle::parent);
        while (parent.isPresent() && !parent.get().equals(SELF)) {
            process = parent;
            parent = process.get().parent();
        }
        if (parent.isEmpty()) {
            return "was dead";
        }
        process.orElseThrow().destroyForcibly();
        return "killed";
    }
}
