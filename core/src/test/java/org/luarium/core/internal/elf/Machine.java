// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the machine that runs the tests can run: its own executables, and those of aarch64 through an emulator. */
public final class Machine {
    private static final Path AARCH64_LIBRARIES = Path.of("/usr/aarch64-linux-gnu");

    private Machine() {}

    /** Returns what to put before the path of a static executable; skips the test where nothing would run it. */
    static List<String> staticRunner(Architecture architecture) {
        if (Architecture.current().equals(Optional.of(architecture))) {
            return List.of();
        }
        Optional<Path> emulator = architecture == Architecture.AARCH64 ? find("qemu-aarch64") : Optional.empty();
        assumeTrue(emulator.isPresent(), "neither a machine nor an emulator for " + architecture);
        return List.of(emulator.orElseThrow().toString());
    }

    /** Returns what to put before the path of an executable that needs the GNU C library. */
    static List<String> dynamicRunner(Architecture architecture) {
        List<String> runner = staticRunner(architecture);
        if (runner.isEmpty()) {
            Path loader = Path.of(
                    architecture == Architecture.X86_64 ? "/lib64/ld-linux-x86-64.so.2" : "/lib/ld-linux-aarch64.so.1");
            assumeTrue(Files.exists(loader), "no GNU C library for " + architecture);
            return runner;
        }
        assumeTrue(Files.isDirectory(AARCH64_LIBRARIES), "no C library for " + architecture);
        return List.of(runner.get(0), "-L", AARCH64_LIBRARIES.toString());
    }

    public static Optional<Path> find(String... commands) {
        return Stream.of(commands)
                .flatMap(command ->
                        Stream.of(System.getenv("PATH").split(":", -1)).map(folder -> Path.of(folder, command)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
