// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.environment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import org.luarium.packages.EnvironmentExportException;
import org.luarium.packages.internal.build.Layout;

/**
 * A generation as a folder that needs neither Luarium nor the place where it was made: copies, as whoever owns the folder may change them, in the layout that Lua and LuaRocks use, and scripts
 * that set the search path of a stock Lua. These find the folder from where they are themselves.
 */
final class EnvironmentExport {
    private static final String PROGRAMS = "libexec";

    private final String dialect;
    private final Path from;
    private final List<Path> objects;

    /**
     * Creates an export.
     *
     * @param from the folder of a generation
     * @param objects those of its rocks
     */
    EnvironmentExport(String dialect, Path from, List<Path> objects) {
        this.dialect = dialect;
        this.from = from;
        this.objects = objects;
    }

    /** Makes the folder, complete or not at all; one that is there must be empty. */
    void write(Path folder) {
        Path target = folder.toAbsolutePath().normalize();
        Path parent = target.getParent();
        if (parent == null) {
            throw new EnvironmentExportException(target, "it is the root of the file system");
        }
        check(target);
        Path draft = parent.resolve(".luarium-export-" + UUID.randomUUID());
        try {
            Files.createDirectories(parent);
            Files.createDirectory(draft);
            copy(from.resolve(Layout.SHARE), draft.resolve("share/lua").resolve(dialect));
            copy(from.resolve(Layout.LIB), draft.resolve("lib/lua").resolve(dialect));
            commands(draft);
            Files.copy(from.resolve(EnvironmentFiles.LOCK), draft.resolve(EnvironmentFiles.LOCK));
            script(draft.resolve("activate"), ExportScripts.activate(dialect), false);
            script(draft.resolve("activate.fish"), ExportScripts.activateFish(dialect), false);
            // An empty folder gives way; one that is not empty any more stops the move.
            Files.move(draft, target, ATOMIC_MOVE);
        } catch (IOException e) {
            throw new EnvironmentExportException(target, String.valueOf(e.getMessage()), e);
        } finally {
            EnvironmentFiles.delete(draft);
        }
    }

    private static void check(Path target) {
        if (!Files.exists(target, NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isDirectory(target, NOFOLLOW_LINKS)) {
            throw new EnvironmentExportException(target, "it is no folder");
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(target)) {
            if (children.iterator().hasNext()) {
                throw new EnvironmentExportException(target, "it is not empty");
            }
        } catch (IOException e) {
            throw new EnvironmentExportException(target, String.valueOf(e.getMessage()), e);
        }
    }

    /** Programs in Lua get scripts that find Lua and their modules, in the place of launchers, which name objects of the store; others go along as they are. */
    private void commands(Path draft) throws IOException {
        Path commands = draft.resolve(Layout.BIN);
        for (Path object : objects) {
            Path programs = object.resolve(Layout.SCRIPT);
            if (Files.isDirectory(programs)) {
                Files.createDirectories(commands);
                try (DirectoryStream<Path> children = Files.newDirectoryStream(programs)) {
                    for (Path child : children) {
                        String name = String.valueOf(child.getFileName());
                        copy(child, draft.resolve(PROGRAMS).resolve(name));
                        script(commands.resolve(name), ExportScripts.command(dialect, PROGRAMS, name), true);
                    }
                }
            }
            copyInto(object.resolve(Layout.BIN), commands);
        }
    }

    private static void copyInto(Path source, Path target) throws IOException {
        if (Files.isDirectory(source)) {
            Files.createDirectories(target);
            try (DirectoryStream<Path> children = Files.newDirectoryStream(source)) {
                for (Path child : children) {
                    copy(child, target.resolve(String.valueOf(child.getFileName())));
                }
            }
        }
    }

    private static void copy(Path source, Path target) throws IOException {
        if (!Files.exists(source)) {
            return;
        }
        Path above = target.getParent();
        if (above != null) {
            Files.createDirectories(above);
        }
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectory(target.resolve(source.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = file.equals(source) ? target : target.resolve(source.relativize(file));
                Files.copy(file, copy);
                String rights = Files.isExecutable(file) ? "rwxr-xr-x" : "rw-r--r--";
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString(rights));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void script(Path file, String text, boolean executable) throws IOException {
        Files.write(file, text.getBytes(UTF_8));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
}
