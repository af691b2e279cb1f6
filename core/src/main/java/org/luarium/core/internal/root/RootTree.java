// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.root;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.luarium.core.internal.files.Owner;

/** What one root contains: files by their path in it, the folders that lead there, and the places to mount at. */
final class RootTree {
    static final List<String> MOUNT_POINTS = List.of("/env", "/link", "/tmp");

    private static final int FILE_MODE = 0555;
    /** A folder can be changed by its owner, who would else not get rid of a home. Isolates see it mounted read-only. */
    private static final int FOLDER_MODE = 0755;

    private static final int ALL_MODES = 07777;

    private final SortedMap<String, Path> files;
    private final Set<String> folders = new TreeSet<>(MOUNT_POINTS);

    /** @throws IllegalArgumentException if a path is not absolute, plain, or passes through a file */
    RootTree(Map<String, Path> files) throws IOException {
        this.files = new TreeMap<>(files);
        folders.add("");
        for (String file : this.files.keySet()) {
            check(file);
            for (int slash = file.lastIndexOf('/'); slash > 0; slash = file.lastIndexOf('/', slash - 1)) {
                folders.add(file.substring(0, slash));
            }
        }
        for (String folder : folders) {
            if (this.files.containsKey(folder)) {
                throw new IllegalArgumentException(folder + " cannot be both a file and a folder");
            }
        }
    }

    private static void check(String file) throws IOException {
        if (file.length() < 2
                || file.chars().anyMatch(c -> c < ' ')
                || !file.startsWith("/")
                || !Path.of(file).normalize().toString().equals(file)) {
            throw new IllegalArgumentException("not an absolute and normal path in a root: '" + file + "'");
        }
        for (String mount : MOUNT_POINTS) {
            if (file.startsWith(mount + "/")) {
                throw new IOException(file + " cannot be in a root: something else is mounted at " + mount);
            }
        }
    }

    SortedMap<String, Path> files() {
        return files;
    }

    static Path inside(Path root, String path) {
        return Path.of(root + path);
    }

    static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    static byte[] sha256(Path file) throws IOException {
        try (OutputStream nowhere = OutputStream.nullOutputStream()) {
            return copy(file, nowhere);
        }
    }

    private static byte[] copy(Path file, OutputStream out) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is not a file"); // to open a pipe would not end
        }
        MessageDigest digest = digest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(out);
        }
        return digest.digest();
    }

    /**
     * Writes everything below an empty folder.
     *
     * @param others roots from which a file may be linked that is the same
     */
    void write(Path root, Map<String, byte[]> expected, List<Path> others) throws IOException {
        for (String folder : folders) {
            if (!folder.isEmpty()) {
                Files.createDirectory(inside(root, folder)); // sorted: its parent comes first
            }
        }
        for (Map.Entry<String, Path> file : files.entrySet()) {
            Path target = inside(root, file.getKey());
            if (!link(target, file.getKey(), file.getValue(), others)) {
                try (OutputStream out = Files.newOutputStream(target)) {
                    if (!Arrays.equals(copy(file.getValue(), out), expected.get(file.getKey()))) {
                        throw new IOException(file.getValue() + " changed while it was read; try again");
                    }
                }
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r-xr-xr-x"));
            }
        }
        for (String folder : folders) {
            Files.setPosixFilePermissions(inside(root, folder), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static boolean link(Path target, String name, Path content, List<Path> others) {
        for (Path other : others) {
            try {
                Path twin = inside(other, name);
                if (isOurs(twin, "isRegularFile") && Files.mismatch(twin, content) < 0) {
                    Files.createLink(target, twin);
                    return true;
                }
            } catch (IOException | UnsupportedOperationException e) {
                // Not there, or linked too often: a copy does as well
            }
        }
        return false;
    }

    /** Knows of a file in a root that it is equal to one of the host, without reading them. */
    interface Proof {
        boolean prove(String inside, Path copy, Path host);
    }

    /** Whether a folder is exactly this and has the content of the files on the host. */
    boolean isIntact(Path root) throws IOException {
        return isIntact(root, (inside, copy, host) -> false);
    }

    /** The same, where some files need not be read. */
    boolean isIntact(Path root, Proof proof) throws IOException {
        try {
            return Owner.isFolderOfMine(root) && hasExactContent(root, proof);
        } catch (NoSuchFileException | UncheckedIOException e) {
            return false; // gone meanwhile, or a folder in it is closed
        }
    }

    private boolean hasExactContent(Path root, Proof proof) throws IOException {
        Set<String> missing = new TreeSet<>(files.keySet());
        missing.addAll(folders);
        List<Path> present;
        try (Stream<Path> walk = Files.walk(root)) {
            present = walk.limit(missing.size() + 1L).toList();
        }
        int skip = root.toString().length();
        for (Path path : present) {
            String name = path.toString().substring(skip);
            Path content = files.get(name);
            if (!missing.remove(name)
                    || !isOurs(path, content == null ? "isDirectory" : "isRegularFile")
                    || (content != null && !proof.prove(name, path, content) && Files.mismatch(path, content) >= 0)) {
                return false;
            }
        }
        return missing.isEmpty();
    }

    private static boolean isOurs(Path path, String kind) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,mode," + kind, LinkOption.NOFOLLOW_LINKS);
        return Boolean.TRUE.equals(attributes.get(kind))
                && attributes.get("mode") instanceof Integer mode
                && (mode & ALL_MODES) == (kind.equals("isDirectory") ? FOLDER_MODE : FILE_MODE)
                && attributes.get("uid") instanceof Integer uid
                && Owner.isMe(uid);
    }
}
