// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the file system says about one entry, asked with one call. Java's own view does not tell of set-user-id. */
record Stat(int mode, long size, int links, long modified) {
    static final int READ_ONLY = 0444;
    static final int READ_ONLY_EXECUTABLE = 0555;
    static final int WRITABLE = 0644;
    static final int WRITABLE_EXECUTABLE = 0755;
    static final int OWNER_ALL = 0700;
    /** Not 0: that is what some programs take for "no time at all". */
    static final FileTime TIME = FileTime.from(1, TimeUnit.SECONDS);

    private static final int PERMISSIONS = 07777;
    private static final int OWNER_EXECUTE = 0100;
    private static final int OWNER_READ = 0400;
    private static final int SET_ID = 06000;
    private static final int TYPE = 0170000;
    private static final int FILE = 0100000;
    private static final int FOLDER = 0040000;
    private static final int LINK = 0120000;

    private static final String MODE = "unix:mode";
    private static final String ALL = "unix:mode,size,nlink,lastModifiedTime";

    /** The mode only, which takes half the time. */
    static Stat mode(Path path) throws IOException {
        return new Stat((Integer) Files.getAttribute(path, MODE, LinkOption.NOFOLLOW_LINKS), 0, 1, 0);
    }

    static Stat all(Path path) throws IOException {
        Map<String, Object> all = Files.readAttributes(path, ALL, LinkOption.NOFOLLOW_LINKS);
        return new Stat(
                value(all, "mode", Integer.class),
                value(all, "size", Long.class),
                value(all, "nlink", Integer.class),
                value(all, "lastModifiedTime", FileTime.class).to(TimeUnit.NANOSECONDS));
    }

    private static <T> T value(Map<String, Object> all, String name, Class<T> type) {
        return type.cast(requireNonNull(all.get(name), name));
    }

    static void setMode(Path path, int mode) throws IOException {
        Files.setAttribute(path, MODE, mode);
    }

    static void seal(Path path, boolean executable) throws IOException {
        setMode(path, executable ? READ_ONLY_EXECUTABLE : READ_ONLY);
        Files.setLastModifiedTime(path, TIME);
    }

    /** Refuses what cannot be in a tree. The set-group-id bit of a folder is harmless, and inherited where it is used. */
    byte kind(Path path) throws RefusedEntryException {
        if (isFolder()) {
            return TreeEntry.FOLDER;
        }
        if (isLink()) {
            return TreeEntry.LINK;
        }
        if (!isFile()) {
            throw new RefusedEntryException(
                    path, "is a device, a socket or a pipe; a tree has files, folders and links");
        }
        if ((mode & SET_ID) != 0) {
            throw new RefusedEntryException(path, "is a set-user-id or set-group-id program; remove that bit");
        }
        return isExecutable() ? TreeEntry.EXECUTABLE : TreeEntry.FILE;
    }

    boolean isFile() {
        return (mode & TYPE) == FILE;
    }

    boolean isFolder() {
        return (mode & TYPE) == FOLDER;
    }

    boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    boolean isExecutable() {
        return (mode & OWNER_EXECUTE) != 0;
    }

    boolean isReadableByOwner() {
        return (mode & OWNER_READ) != 0;
    }

    boolean isOpenToOwner() {
        return (mode & OWNER_ALL) == OWNER_ALL;
    }

    boolean hasSealedMode() {
        return (mode & PERMISSIONS) == (isFolder() || isExecutable() ? READ_ONLY_EXECUTABLE : READ_ONLY);
    }

    boolean hasSealedTime() {
        return modified == TIME.to(TimeUnit.NANOSECONDS);
    }
}
