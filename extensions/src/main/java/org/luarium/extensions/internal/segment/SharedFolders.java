// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.segment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folders for segments of this JVM: one in memory, and one on disk for when there is no room. Each is there while an extension has a place in it.
 *
 * <p>Its name says which process has it and since when that runs, and the process holds a lock in it: what a JVM has left that was killed is removed by the next one. Thread-safe.
 */
public final class SharedFolders {
    private static final Logger log = LoggerFactory.getLogger(SharedFolders.class);
    private static final Pattern NAME = Pattern.compile("luarium-(\\d{1,18})-(\\d{1,18})-[0-9a-f]{1,16}");
    private static final String LOCK = "lock";

    private final Root memory;
    private final Root disk;

    /**
     * Creates it; no folder is made yet.
     *
     * @param memory a folder whose files are in memory
     * @param disk a folder of this JVM, which is made when it is needed
     */
    public SharedFolders(Path memory, Path disk) {
        this.memory = new Root(memory, false);
        this.disk = new Root(disk, true);
    }

    /**
     * Makes folders for one process of an extension.
     *
     * @param name for people
     * @return the one in memory first, if there is memory for that
     */
    List<Place> make(String name) throws IOException {
        List<Place> places = new ArrayList<>();
        try {
            places.add(memory.make(name));
        } catch (IOException e) {
            log.warn(
                    "There is no shared memory in {}: {}; arrays for extension {} go through files",
                    memory.parent,
                    e.toString(),
                    name);
        }
        boolean done = false;
        try {
            places.add(disk.make(name));
            done = true;
            return places;
        } finally {
            if (!done) {
                remove(places);
            }
        }
    }

    void remove(List<Place> places) throws IOException {
        for (Place place : places) {
            (memory.has(place.folder()) ? memory : disk).remove(place.folder());
        }
    }

    /** The folder of this JVM in another. */
    private static final class Root {
        private final Path parent;
        private final boolean makesParent;
        private @Nullable Path own; // guarded by this
        private @Nullable FileChannel lock; // guarded by this
        private int users; // guarded by this
        private long last; // guarded by this

        Root(Path parent, boolean makesParent) {
            this.parent = parent;
            this.makesParent = makesParent;
        }

        synchronized boolean has(Path folder) {
            return own != null && folder.startsWith(own);
        }

        synchronized Place make(String name) throws IOException {
            Path root = own;
            if (root == null) {
                root = open();
                own = root;
            }
            Path folder = root.resolve(name + "-" + ++last);
            users++;
            boolean done = false;
            try {
                Place place = Place.in(folder);
                for (Path each : List.of(folder, place.readable(), place.writable())) {
                    make(each);
                }
                done = true;
                return place;
            } finally {
                if (!done) {
                    remove(folder);
                }
            }
        }

        private Path open() throws IOException {
            if (makesParent) {
                Files.createDirectories(parent);
            }
            Path real = parent.toRealPath();
            ProcessHandle self = ProcessHandle.current();
            Path root = make(real.resolve("luarium-" + self.pid() + "-" + start(self) + "-"
                    + Integer.toHexString(new SecureRandom().nextInt())));
            FileChannel channel =
                    FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            lock = channel;
            if (channel.tryLock() == null) {
                throw new IOException(root + " cannot be locked");
            }
            sweep(root);
            return root;
        }

        /** A folder in which others find what they know the name of, and nothing else. */
        private static Path make(Path folder) throws IOException {
            Files.createDirectory(folder);
            mode(folder, "rwx--x--x");
            return folder;
        }

        synchronized void remove(Path folder) throws IOException {
            delete(folder);
            Path root = own;
            FileChannel held = lock;
            if (--users == 0 && root != null && held != null) {
                own = null;
                lock = null;
                delete(root);
                held.close();
            }
        }
    }

    static void mode(Path file, String permissions) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
    }

    /** Removes what JVMs have left that are gone; only what belongs to the user of this one. */
    private static void sweep(Path own) {
        Path parent = own.getParent();
        if (parent == null) {
            return;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, "luarium-*")) {
            for (Path folder : folders) {
                try {
                    if (isLeft(folder, own)) {
                        delete(folder);
                        log.info("Removed {}, which a JVM has left that was killed", folder);
                    }
                } catch (IOException e) {
                    log.debug("{} stays where it is", folder, e);
                }
            }
        } catch (IOException e) {
            log.debug("{} was not looked through", parent, e);
        }
    }

    private static boolean isLeft(Path folder, Path own) throws IOException {
        Path file = folder.getFileName();
        Matcher name = NAME.matcher(file == null ? "" : file.toString());
        if (!name.matches()
                || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                || !Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own))) {
            return false;
        }
        long start = Long.parseLong(name.group(2));
        // To open and close the lock of this very process would unlock it.
        if (ProcessHandle.of(Long.parseLong(name.group(1)))
                .filter(process -> process.isAlive() && start(process) == start)
                .isPresent()) {
            return false;
        }
        // One whose process is not seen from here may live in another container.
        try (FileChannel channel =
                        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (java.nio.file.NoSuchFileException e) {
            return true;
        }
    }

    private static long start(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) throws IOException {
                mode(visited, "rwx------");
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException problem) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
