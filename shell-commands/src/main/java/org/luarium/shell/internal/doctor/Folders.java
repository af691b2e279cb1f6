// SPDX-License-Identifier: Apache-2.0
package org.luarium.shell.internal.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.luarium.isolate.Diagnosis;

/** The folders that Luarium writes to, tried by writing. */
final class Folders {
    private static final long LITTLE = 256L << 20;
    private static final String PROGRAM = "#!/bin/sh\nexit 0\n";

    private Folders() {}

    static Diagnosis home(Path home) {
        Layer layer = Layer.HOME;
        String elsewhere = "--home DIR chooses another, on a local disk";
        try {
            Path file = Files.createTempFile(home, "doctor", ".tmp");
            try {
                Files.writeString(file, PROGRAM);
            } finally {
                Files.delete(file);
            }
            if (isOpen(home)) {
                return layer.degraded(home + " can be written to by other users", "chmod go-w " + home);
            }
            long free = Files.getFileStore(home).getUsableSpace();
            return free < LITTLE
                    ? layer.degraded(
                            home + " has " + mebibytes(free) + " left", "store:collect frees some; " + elsewhere)
                    : layer.ok(home + ", " + mebibytes(free) + " free");
        } catch (IOException e) {
            return layer.missing(home + " cannot be written to: " + e, elsewhere);
        }
    }

    static Diagnosis temporary(Path folder) {
        Layer layer = Layer.TEMPORARY;
        String elsewhere = "LUARIUM_JAVA_OPTS=-Djava.io.tmpdir=DIR chooses another";
        try {
            Path file = Files.createTempFile(folder, "luarium-doctor", ".sh");
            try {
                Files.writeString(file, PROGRAM);
                if (!runs(file)) {
                    return layer.optional(
                            folder
                                    + " does not allow execution (noexec); used for that only if the home does not either",
                            elsewhere);
                }
            } finally {
                Files.delete(file);
            }
            long free = Files.getFileStore(folder).getUsableSpace();
            return free < LITTLE
                    ? layer.degraded(folder + " has " + mebibytes(free) + " left", "free some; " + elsewhere)
                    : layer.ok(folder + ", " + mebibytes(free) + " free, programs run there");
        } catch (IOException e) {
            return layer.missing(folder + " cannot be written to: " + e, elsewhere);
        }
    }

    private static boolean runs(Path file) throws IOException {
        if (!Files.getFileStore(file).supportsFileAttributeView("posix") || !Files.isExecutable(Path.of("/bin/sh"))) {
            return true;
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return Files.isExecutable(file) && !Mounts.ofMachine().isNoExec(file);
    }

    private static boolean isOpen(Path folder) throws IOException {
        if (!Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            return false;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
        return permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE);
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
