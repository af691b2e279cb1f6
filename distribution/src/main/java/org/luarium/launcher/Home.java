// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory that keeps Luarium's state. Whoever can write to it decides what code runs, so it must belong to the user alone. Any number of processes may use one home at
 * the same time.
 */
final class Home {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final int WRITABLE_BY_OTHERS = 0022;
    private static final int STICKY = 01000;

    private final Path path;

    private Home(Path path) {
        this.path = path;
    }

    static Home open(Optional<String> chosen) throws LauncherException {
        Path path;
        try {
            path = chosen.map(Path::of)
                    .orElseGet(() -> Path.of(System.getProperty("user.home"), ".luarium"))
                    .toAbsolutePath()
                    .normalize();
        } catch (InvalidPathException e) {
            throw new LauncherException("--home '" + chosen.orElse("") + "' is not a path: " + e.getReason(), e);
        }
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path, ownerOnly(path));
            }
        } catch (IOException e) {
            throw unusable(path, reason(e), e);
        }
        Optional<String> objection = objection(path);
        if (objection.isPresent()) {
            throw unusable(path, objection.get(), null);
        }
        return new Home(path);
    }

    /** Whether there are packages for scripts that name no environment. */
    boolean hasDefaultEnvironment() {
        String[] generations = path.resolve("environments/default").toFile().list();
        return generations != null && generations.length > 0;
    }

    private static LauncherException unusable(Path path, String reason, @Nullable Exception cause) {
        return new LauncherException(
                "cannot use the home directory " + path + ": " + reason + "; --home chooses another", cause);
    }

    /** Why code from a directory cannot be trusted, if it cannot; nothing where the platform does not tell. */
    static Optional<String> objection(Path directory, LinkOption... options) {
        try {
            int uid = (Integer) Files.getAttribute(directory, "unix:uid", options);
            if (uid != 0 && uid != ownUid()) {
                return Optional.of("it belongs to another user");
            }
            if (((Integer) Files.getAttribute(directory, "unix:mode", options) & WRITABLE_BY_OTHERS) != 0) {
                return Optional.of("other users may write to it (chmod go-w ends that)");
            }
            return Optional.empty();
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(reason(e));
        }
    }

    /**
     * Why somebody else could put another directory in the place of this one, if so: who may write to a directory above may rename what is in it, unless it is sticky as
     * {@code /tmp} is.
     */
    static Optional<String> replaceable(Path directory) throws IOException {
        for (Path above = directory.toRealPath().getParent(); above != null; above = above.getParent()) {
            Optional<String> objection = objection(above);
            if (objection.isPresent() && !isSticky(above)) {
                return Optional.of("other users may replace it, because of " + above + ": " + objection.get());
            }
        }
        return Optional.empty();
    }

    private static boolean isSticky(Path directory) throws IOException {
        return ((Integer) Files.getAttribute(directory, "unix:mode") & STICKY) != 0
                && (Integer) Files.getAttribute(directory, "unix:uid") == 0;
    }

    private static int ownUid() throws IOException {
        Path self = Path.of("/proc/self");
        Path known = Files.isDirectory(self) ? self : Path.of(System.getProperty("user.home"));
        return (Integer) Files.getAttribute(known, "unix:uid");
    }

    /** What went wrong, without the path that most messages of the JDK consist of. */
    static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "it is not a directory";
        }
        if (e instanceof FileSystemException system && system.getReason() != null) {
            return system.getReason();
        }
        return String.valueOf(e.getMessage());
    }

    static FileAttribute<?>[] ownerOnly(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    Path path() {
        return path;
    }

    /** A directory inside, made if need be. */
    Path directory(String name) throws LauncherException {
        Path directory = path.resolve(name);
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, ownerOnly(directory));
            }
            return directory;
        } catch (IOException e) {
            throw unusable(path, "cannot make " + name + ": " + reason(e), e);
        }
    }
}
