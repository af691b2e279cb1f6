// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.build;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.luarium.packages.RockBuildException;
import org.luarium.packages.internal.rockspec.RelativePath;

/** Files of strangers. Only plain files and folders are taken from it, and links are not followed. */
final class SourceTree {
    private final String rock;
    private final Path root;

    SourceTree(String rock, Path root) {
        this.rock = rock;
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** The folder with the sources proper: the one that the rockspec names, or the only one there is. */
    SourceTree inner(String named, String guess) throws IOException {
        if (!named.isEmpty()) {
            return new SourceTree(rock, folder(named));
        }
        if (!guess.isEmpty() && Files.isDirectory(root.resolve(guess), NOFOLLOW_LINKS)) {
            return new SourceTree(rock, root.resolve(guess));
        }
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(root)) {
            for (Path child : children) {
                if (Files.isDirectory(child, NOFOLLOW_LINKS)) {
                    folders.add(child);
                } else {
                    return this;
                }
            }
        }
        return folders.size() == 1 ? new SourceTree(rock, folders.get(0)) : this;
    }

    boolean hasFolder(String name) {
        return Files.isDirectory(root.resolve(name), NOFOLLOW_LINKS);
    }

    Path file(String path) {
        Path file = resolve(path);
        if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
            throw problem("its sources have no file '" + path + "'");
        }
        return file;
    }

    Path folder(String path) {
        Path folder = resolve(path);
        if (!Files.isDirectory(folder, NOFOLLOW_LINKS)) {
            throw problem("its sources have no folder '" + path + "'");
        }
        return folder;
    }

    private Path resolve(String path) {
        Path at = root;
        for (String part : RelativePath.of(path)
                .orElseThrow(() -> problem("'" + path + "' leads out of its sources"))
                .split("/", -1)) {
            at = at.resolve(part);
            if (Files.isSymbolicLink(at)) {
                throw problem("'" + path + "' of its sources is a link; only files and folders can be installed");
            }
        }
        return at;
    }

    /** Whether copies can be executed. Nothing else of the mode of a file is kept. */
    enum Mode {
        PLAIN,
        PROGRAM,
        AS_IT_IS
    }

    void copyFile(Path file, Path target, Mode mode) throws IOException {
        if (Files.exists(target, NOFOLLOW_LINKS)) {
            throw problem("two of its files would be at '" + target.getFileName() + "'");
        }
        Files.createDirectories(requireNonNull(target.getParent(), "parent"));
        byte[] content = Files.readAllBytes(file);
        Files.write(target, content);
        boolean executable = mode == Mode.PROGRAM || (mode == Mode.AS_IT_IS && Files.isExecutable(file));
        if (executable && !target.toFile().setExecutable(true, false)) {
            throw problem("'" + target.getFileName() + "' cannot be made executable");
        }
    }

    void copyFolder(Path folder, Path target, Mode mode) throws IOException {
        Files.createDirectories(target);
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                Path to = target.resolve(String.valueOf(child.getFileName()));
                if (Files.isDirectory(child, NOFOLLOW_LINKS)) {
                    copyFolder(child, to, mode);
                } else if (Files.isRegularFile(child, NOFOLLOW_LINKS)) {
                    copyFile(child, to, mode);
                } else {
                    throw problem(
                            "'" + root.relativize(child) + "' is a link; only files and folders can be installed");
                }
            }
        }
    }

    private RockBuildException problem(String text) {
        return new RockBuildException(rock, text, null);
    }
}
