// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Supplier;
import org.luarium.core.internal.tool.Tools;

/** What a test machine has, and folders that stand for other machines. */
final class Machine {
    static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    private Machine() {}

    /** Returns an interpreter of this machine; without it the test is skipped. */
    static Path installed(String name) {
        Path program = Path.of("/usr/bin", name);
        assumeTrue(Files.isExecutable(program), name + " is not installed");
        return program;
    }

    static EngineCatalog catalog(Path directory, String searchPath, Tools tools) {
        return new EngineCatalog(directory, only(directory), searchPath, tools);
    }

    static Supplier<List<Path>> only(Path... roots) {
        return () -> List.of(roots);
    }

    static Path script(Path file, String... lines) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }
}
