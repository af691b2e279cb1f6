// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What one process needs as long as it lives: {@code run/<pid>-<start>-<boot>} in the home. */
final class RunDirectory implements AutoCloseable {
    private static final String NAMESPACE = "namespace";

    private final Path path;

    private RunDirectory(Path path) {
        this.path = path;
    }

    /** Makes it, and removes those of processes that died without doing so. */
    static RunDirectory create(Home home) throws LauncherException {
        Path all = home.directory("run");
        RunDirectory own = new RunDirectory(home.directory("run/" + ProcessIdentity.own()));
        try {
            Files.writeString(own.path.resolve(NAMESPACE), namespace());
            sweep(all, own.path);
            return own;
        } catch (IOException e) {
            throw new LauncherException("cannot write to " + own.path + ": " + Home.reason(e), e);
        }
    }

    private static void sweep(Path all, Path own) throws IOException {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(all)) {
            for (Path directory : directories) {
                if (!directory.equals(own) && isStale(directory)) {
                    delete(directory.toFile());
                }
            }
        }
    }

    private static boolean isStale(Path directory) {
        Optional<ProcessIdentity> identity =
                ProcessIdentity.parse(directory.getFileName().toString());
        return identity.isPresent()
                && (identity.get().isOfAnotherBoot() || (!identity.get().isAlive() && isOfThisNamespace(directory)));
    }

    /** A home may be shared with a container whose processes cannot be seen from here. */
    private static boolean isOfThisNamespace(Path directory) {
        try {
            return Files.readString(directory.resolve(NAMESPACE)).equals(namespace());
        } catch (IOException e) {
            // Its process was about to write the file, or to delete the directory, when it died.
            return true;
        }
    }

    private static String namespace() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        delete(path.toFile());
    }

    /** Not with {@code walkFileTree}: the process ends right after, and that costs more classes than this has lines. */
    static void delete(File file) {
        if (!Files.isSymbolicLink(file.toPath())) {
            File[] children = file.listFiles();
            if (children != null) {
                for (File child : children) {
                    delete(child);
                }
            }
        }
        // What cannot be deleted is swept by a later process.
        boolean ignored = file.delete();
    }
}
