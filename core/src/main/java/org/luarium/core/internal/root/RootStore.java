// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.root;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.files.Owner;
import org.luarium.core.internal.files.SafeFiles;
import org.luarium.core.internal.files.SafeFolders;

/**
 * Root directories for isolates. Each lies in a folder that is named after its content, so that any number of JVMs can
 * use one store, and nothing is ever changed in it.
 *
 * <p>A root is proved when a JVM first uses it: every file is compared with the one on the host that it is a copy of, unless
 * an earlier JVM did and {@linkplain RootIndex the stamps of both} are the same. Later, only stamps are looked at. Files that several roots have in common are hard links; nobody but the owner of the
 * store can write to them, and a change shows in the stamps of all. Thread-safe.
 */
public final class RootStore {
    private static final String FORMAT = "root 1";
    static final int DIGITS = 32;
    private static final int REMEMBERED = 256;

    private record Known(Path root, List<Stamp> stamps) {}

    private final Path folder;
    private final RootIndex index;
    private final Map<Map<String, Path>, Known> known = new ConcurrentHashMap<>();

    /** Held while files are read and written, so that many first users of a JVM do not do it many times. */
    private final ReentrantLock building = new ReentrantLock();

    /** Uses a folder, which is made when the first root is. */
    public RootStore(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
        this.index = new RootIndex(this.folder);
    }

    /**
     * Returns the folder that contains exactly these files and the empty folders {@code /env}, {@code /link} and
     * {@code /tmp} to mount at; nobody may write to any of them.
     *
     * @param files path in the root to file on the host
     * @throws IllegalArgumentException if a path in the root is not absolute and normal, or both a file and a folder
     * @throws IOException if a file cannot be read or written
     */
    public Path root(Map<String, Path> files) throws IOException {
        Path fast = lookUp(files);
        if (fast != null) {
            return fast;
        }
        if (!Owner.UNIX) {
            throw new IOException("a root for an isolate needs the file permissions of Unix");
        }
        RootTree tree = new RootTree(files);
        building.lock();
        try {
            Path made = lookUp(files);
            return made == null ? make(tree) : made;
        } finally {
            building.unlock();
        }
    }

    /** Whether an earlier JVM made a root here. */
    public boolean isUsed() {
        return Files.exists(folder.resolve(RootIndex.NAME));
    }

    /**
     * Returns what {@link ProgramFiles#of} does, which an earlier JVM may have found out.
     *
     * @param environment with which the program will run
     * @throws IOException if it is not an ELF executable for this machine, or a library is missing
     */
    public List<Path> program(Path program, Map<String, String> environment) throws IOException {
        return environment.isEmpty() ? ProgramFiles.of(program, index) : ProgramFiles.of(program, environment);
    }

    private @Nullable Path lookUp(Map<String, Path> files) {
        Known candidate = known.get(files);
        return candidate != null
                        && Owner.isFolderOfMine(folder)
                        && candidate.stamps().stream().allMatch(Stamp::isStillTrue)
                ? candidate.root()
                : null;
    }

    private Path make(RootTree tree) throws IOException {
        SafeFiles.makeFolder(folder);
        List<Stamp> stamps = new ArrayList<>();
        for (Path file : tree.files().values()) {
            stamps.add(Stamp.of(file));
        }
        Path root = remembered(tree);
        if (root == null) {
            Map<String, byte[]> expected = new TreeMap<>();
            for (Map.Entry<String, Path> file : tree.files().entrySet()) {
                expected.put(file.getKey(), RootTree.sha256(file.getValue()));
            }
            root = folder.resolve(name(expected));
            if (!tree.isIntact(root)) {
                build(tree, expected, stamps, root);
            }
            requireUnchanged(stamps);
            index.keep(root, tree);
        }
        requireUnchanged(stamps);
        for (String file : tree.files().keySet()) {
            stamps.add(Stamp.of(RootTree.inside(root, file)));
        }
        remember(tree.files(), new Known(root, List.copyOf(stamps)));
        return root;
    }

    /** A root is what it contains, so one that was used before needs no digest to be found again. */
    private @Nullable Path remembered(RootTree tree) throws IOException {
        for (RootIndex.Proofs proofs : index.roots(tree)) {
            Path root = folder.resolve(proofs.root());
            if (tree.isIntact(root, proofs::prove)) {
                if (proofs.isStale()) {
                    index.keep(root, tree);
                }
                return root;
            }
        }
        return null;
    }

    private void build(RootTree tree, Map<String, byte[]> expected, List<Stamp> stamps, Path root) throws IOException {
        SafeFolders.sweep(folder);
        Path temporary = Files.createTempDirectory(folder, SafeFolders.TEMPORARY);
        try {
            tree.write(temporary, expected, others());
            requireUnchanged(stamps);
            SafeFolders.moveIntoPlace(temporary, root, tree::isIntact);
        } finally {
            SafeFiles.deleteTree(temporary);
        }
    }

    /** A root is compared with the host, so its name is only true while the host is what was digested. */
    private static void requireUnchanged(List<Stamp> stamps) throws IOException {
        for (Stamp stamp : stamps) {
            if (!stamp.isStillTrue()) {
                throw new IOException(stamp.path() + " changed while it was read; try again");
            }
        }
    }

    private List<Path> others() throws IOException {
        List<Path> others = new ArrayList<>();
        try (DirectoryStream<Path> roots = Files.newDirectoryStream(folder, "[!.]*")) {
            roots.forEach(others::add);
        }
        return others;
    }

    private static String name(Map<String, byte[]> expected) {
        MessageDigest digest = RootTree.digest();
        digest.update(FORMAT.getBytes(UTF_8));
        expected.forEach((path, sha256) -> {
            digest.update((byte) 0);
            digest.update(path.getBytes(UTF_8));
            digest.update((byte) 0);
            digest.update(sha256);
        });
        return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    }

    private void remember(Map<String, Path> files, Known made) {
        if (known.size() >= REMEMBERED) {
            known.clear();
        }
        known.put(Map.copyOf(files), made);
    }
}
