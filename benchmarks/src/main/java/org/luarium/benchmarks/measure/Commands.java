// SPDX-License-Identifier: Apache-2.0
package org.luarium.benchmarks.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Short commands of the system. */
public final class Commands {
    private Commands() {}

    public static Optional<Path> find(String name) {
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "" : path).split(":", -1)) {
            Path file = Path.of(folder).resolve(name);
            if (Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** Runs a command to its end and returns what it wrote. */
    public static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output.strip());
        }
        return output.strip();
    }
}
