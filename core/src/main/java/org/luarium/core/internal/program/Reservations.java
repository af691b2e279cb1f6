// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.program;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.luarium.isolate.ProgramConfig;

/** Which folders programs write to: two that share one would take it from each other. Thread-safe. */
final class Reservations {
    private final Map<Path, String> folders = new HashMap<>(); // guarded by this

    /** Reserves all folders of a program, or none. Returns why it is none. */
    synchronized Optional<String> reserve(ProgramConfig config) {
        for (Path wanted : config.writable()) {
            for (Map.Entry<Path, String> taken : folders.entrySet()) {
                if (wanted.startsWith(taken.getKey()) || taken.getKey().startsWith(wanted)) {
                    return Optional.of("program " + taken.getValue() + " writes to " + taken.getKey()
                            + " until it is closed, so it cannot write to " + wanted);
                }
            }
        }
        config.writable().forEach(folder -> folders.put(folder, config.name()));
        return Optional.empty();
    }

    synchronized void release(ProgramConfig config) {
        config.writable().forEach(folders::remove);
    }
}
