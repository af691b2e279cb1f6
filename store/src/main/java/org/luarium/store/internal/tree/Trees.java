// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/** Copies and deletes trees, however deep, without ever following a link. Thread-safe. */
public final class Trees {
    /** In characters, each of up to three bytes; the path of what is deleted must stay below PATH_MAX. */
    private static final int LONG_PATH = 1000;

    private Trees() {}

    /**
     * Copies a sealed folder or file so that its copy can be changed: files 0644, or 0755 if executable, folders 0755. Links
     * are copied as links. If that fails nothing is left.
     *
     * @param target where to; there must be nothing
     */
    public static void copyWritable(Path source, Path target) throws IOException {
        copy(source, target, new Copier() {
            @Override
            public void file(Path from, Path to, Stat stat) throws IOException {
                Files.copy(from, to, LinkOption.NOFOLLOW_LINKS);
                Stat.setMode(to, stat.isExecutable() ? Stat.WRITABLE_EXECUTABLE : Stat.WRITABLE);
            }

            @Override
            public void endFolder(Path to) throws IOException {
                Stat.setMode(to, Stat.WRITABLE_EXECUTABLE);
            }
        });
    }

    /**
     * Makes another sealed tree of a sealed one: folders anew, files as hard links, or as copies where the file system
     * refuses those. If that fails nothing is left.
     *
     * @param target where to; there must be nothing
     * @return whether no file had to be copied
     */
    public static boolean hardLinkOrCopy(Path source, Path target) throws IOException {
        Linker linker = new Linker();
        copy(source, target, linker);
        return linker.copies == 0;
    }

    private interface Copier {
        void file(Path from, Path to, Stat stat) throws IOException;

        void endFolder(Path to) throws IOException;
    }

    private static final class Linker implements Copier {
        private int copies;

        @Override
        public void file(Path from, Path to, Stat stat) throws IOException {
            if (stat.hasSealedMode() && isLinked(from, to)) {
                return;
            }
            copies++;
            Files.copy(from, to, LinkOption.NOFOLLOW_LINKS);
            Stat.seal(to, stat.isExecutable());
        }

        private static boolean isLinked(Path from, Path to) {
            try {
                Files.createLink(to, from);
                return true;
            } catch (IOException | UnsupportedOperationException e) {
                return false; // other file system, too many links, none at all: a copy does, or says what is wrong
            }
        }

        @Override
        public void endFolder(Path to) throws IOException {
            Stat.seal(to, true);
        }
    }

    private static void copy(Path source, Path target, Copier copier) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(target.toString(), null, "there is something already");
        }
        boolean complete = false;
        try {
            Deque<Path> unread = new ArrayDeque<>();
            List<Path> folders = new ArrayList<>();
            copyEntry(source, target, copier, unread);
            for (Path folder = unread.poll(); folder != null; folder = unread.poll()) {
                Path copy = target.resolve(source.relativize(folder));
                folders.add(copy);
                for (Path child : Listing.paths(folder)) {
                    copyEntry(child, copy.resolve(child.getFileName()), copier, unread);
                }
            }
            for (int i = folders.size() - 1; i >= 0; i--) {
                copier.endFolder(folders.get(i));
            }
            complete = true;
        } finally {
            if (!complete) {
                delete(target);
            }
        }
    }

    private static void copyEntry(Path from, Path to, Copier copier, Deque<Path> unread) throws IOException {
        Stat stat = Stat.mode(from);
        switch (stat.kind(from)) {
            case TreeEntry.FOLDER -> {
                Files.createDirectory(to);
                Stat.setMode(to, Stat.OWNER_ALL);
                unread.push(from);
            }
            case TreeEntry.LINK -> Files.createSymbolicLink(to, Files.readSymbolicLink(from));
            default -> copier.file(from, to, stat);
        }
    }

    /**
     * Deletes a file, a link or a folder with all that is in it, also where it is read-only. Does nothing if it is missing.
     * What others delete at the same time is no error.
     */
    public static void delete(Path tree) throws IOException {
        Deque<Path> remaining = new ArrayDeque<>();
        deleteEntry(tree, tree, remaining);
        for (Path folder = remaining.peek(); folder != null; folder = remaining.peek()) {
            int before = remaining.size();
            for (Path child : list(folder)) {
                deleteEntry(child, tree, remaining);
            }
            if (remaining.size() == before) {
                Files.deleteIfExists(folder);
                remaining.pop();
            }
        }
    }

    /** Deletes at once what is no folder, and leaves a folder for later. */
    private static void deleteEntry(Path path, Path top, Deque<Path> remaining) throws IOException {
        try {
            Stat stat = Stat.mode(path);
            if (!stat.isFolder()) {
                Files.deleteIfExists(path);
                return;
            }
            if (!stat.isOpenToOwner()) {
                Stat.setMode(path, Stat.OWNER_ALL);
            }
            if (path.toString().length() - top.toString().length() < LONG_PATH) {
                remaining.push(path);
                return;
            }
            // Too deep to be reached by its path for much longer; a program that changes folders can make such
            Path near = top.resolve(".deep-" + UUID.randomUUID());
            Files.move(path, near);
            remaining.push(near);
        } catch (NoSuchFileException e) {
            // Somebody else was faster
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try {
            return Listing.paths(folder);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }
}
