// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luarium.store.StoreAccessException;

/**
 * What was unpacked so far. The tree is kept in memory besides on disk: symbolic links are made only when everything
 * else is there, so that nothing can be written through one, and only if, followed as the kernel would follow them,
 * none leaves the tree. Confined to one thread.
 */
final class Tree {
    private static final Set<PosixFilePermission> PLAIN = PosixFilePermissions.fromString("rw-r--r--");
    private static final Set<PosixFilePermission> PROGRAM = PosixFilePermissions.fromString("rwxr-xr-x");

    /** Something in the tree: a folder unless it has a size, a link if it has a target. */
    record Node(long size, @Nullable String target) {
        static final Node FOLDER = new Node(-1, null);

        boolean isFolder() {
            return size < 0;
        }

        boolean isFile() {
            return size >= 0 && target == null;
        }
    }

    private final Path root;
    private final Budget budget;
    private final boolean strip;
    private final Map<String, Node> nodes = new HashMap<>();
    private final byte[] buffer = new byte[1 << 16];
    private @Nullable String top;

    Tree(Path root, Budget budget, boolean strip) {
        this.root = root;
        this.budget = budget;
        this.strip = strip;
    }

    void folder(String name) throws IOException {
        List<String> parts = strip(Names.parts(name, budget.limits()), true);
        if (!parts.isEmpty()) {
            makeFolders(parts);
        }
    }

    /** Where the bytes of a file come from; how far that is, is told as they come. */
    interface Content {
        int read(byte[] buffer) throws IOException;

        long read();

        long unpacked();

        /** Of a tar or zip stream, whose failures are all the archive's fault. */
        static int read(InputStream in, byte[] buffer) throws IOException {
            try {
                return in.read(buffer);
            } catch (RuntimeException e) {
                throw new IOException("unreadable", e);
            }
        }
    }

    /**
     * Writes a file.
     *
     * @return how many bytes it has
     */
    long file(String name, long announced, boolean executable, Content content) throws IOException {
        List<String> parts = strip(Names.parts(name, budget.limits()), false);
        budget.announce(announced);
        String path = place(parts, new Node(announced, null));
        Path file = onDisk(path);
        long size = 0;
        try (OutputStream out = create(file)) {
            int count;
            while ((count = content.read(buffer)) >= 0) {
                budget.write(count);
                size += count;
                if (size > announced) {
                    throw new Refusal(
                            "it holds more than the " + announced + " bytes it says; fetch the archive again");
                }
                write(file, out, count);
                budget.advance(content.read(), content.unpacked());
            }
        }
        if (size != announced) {
            throw new Refusal("it holds " + size + " bytes and says " + announced + "; fetch the archive again");
        }
        onto(file, () -> Files.setPosixFilePermissions(file, executable ? PROGRAM : PLAIN));
        return size;
    }

    /** Remembers a symbolic link, which {@link #finish} makes. */
    void link(String name, String target) throws IOException {
        List<String> parts = strip(Names.parts(name, budget.limits()), false);
        Names.checkText(target, "target", budget.limits());
        place(parts, new Node(0, target));
    }

    void hardLink(String name, String target) throws IOException {
        List<String> parts = strip(Names.parts(name, budget.limits()), false);
        String existing = String.join("/", strip(Names.parts(target, budget.limits()), false));
        Node node = nodes.get(existing);
        if (node == null || node.isFolder()) {
            throw new Refusal("it is a hard link to '" + Names.shown(target) + "', which is no file before it; "
                    + "do not trust this archive");
        }
        String path = place(parts, node);
        if (node.isFile()) {
            // Whoever copies the tree copies the content once more
            budget.write(node.size());
            Path file = onDisk(path);
            onto(file, () -> Files.createLink(file, onDisk(existing)));
        }
    }

    /** Makes the symbolic links. */
    void finish() throws IOException {
        Links links = new Links(nodes, budget);
        for (Map.Entry<String, Node> entry : nodes.entrySet()) {
            String target = entry.getValue().target();
            if (target != null) {
                links.check(entry.getKey());
            }
        }
        for (Map.Entry<String, Node> entry : nodes.entrySet()) {
            String target = entry.getValue().target();
            if (target != null) {
                Path link = onDisk(entry.getKey());
                onto(link, () -> Files.createSymbolicLink(link, path(link, target)));
            }
        }
    }

    private List<String> strip(List<String> parts, boolean folder) throws Refusal {
        if (!strip || parts.isEmpty()) {
            return parts;
        }
        String first = parts.get(0);
        if (top == null) {
            top = first;
        }
        if (!first.equals(top)) {
            throw new Refusal("it is not in the folder '" + Names.shown(String.valueOf(top))
                    + "' as the others are; unpack without stripping the top folder");
        }
        if (parts.size() == 1 && !folder) {
            throw new Refusal("it is in no folder; unpack without stripping the top folder");
        }
        return parts.subList(1, parts.size());
    }

    private String place(List<String> parts, Node node) throws IOException {
        if (parts.isEmpty()) {
            throw new Refusal("it would replace the target folder itself; do not trust this archive");
        }
        makeFolders(parts.subList(0, parts.size() - 1));
        String path = String.join("/", parts);
        Node present = nodes.get(path);
        if (present != null) {
            throw new Refusal(
                    present.isFolder()
                            ? "it is both a folder and something else; do not trust this archive"
                            : "it is there twice; pack it again");
        }
        budget.entry();
        nodes.put(path, node);
        return path;
    }

    private void makeFolders(List<String> parts) throws IOException {
        if (parts.isEmpty() || isFolder(String.join("/", parts))) {
            return;
        }
        StringBuilder path = new StringBuilder();
        for (String part : parts) {
            path.append(path.length() == 0 ? "" : "/").append(part);
            String folder = path.toString();
            Node present = nodes.get(folder);
            if (present == null) {
                budget.entry();
                nodes.put(folder, Node.FOLDER);
                Path made = onDisk(folder);
                onto(made, () -> {
                    Files.createDirectory(made);
                    Files.setPosixFilePermissions(made, PROGRAM);
                });
            } else if (present.target() != null) {
                throw new Refusal("it would be written through the link '" + Names.shown(folder)
                        + "'; do not trust this archive");
            } else if (!present.isFolder()) {
                throw new Refusal(
                        "'" + Names.shown(folder) + "' is both a file and a folder; do not trust this archive");
            }
        }
    }

    private boolean isFolder(String path) {
        Node node = nodes.get(path);
        return node != null && node.isFolder();
    }

    private Path onDisk(String path) throws Refusal {
        return root.resolve(path(root, path));
    }

    private static Path path(Path like, String path) throws Refusal {
        try {
            return like.getFileSystem().getPath(path);
        } catch (InvalidPathException e) {
            throw new Refusal("the file system cannot express this name or target; start Java with LC_ALL=C.UTF-8");
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void onto(Path file, Action action) throws IOException {
        try {
            action.run();
        } catch (FileAlreadyExistsException e) {
            throw new Refusal("the file system takes it for another entry; unpack to one that tells such names apart");
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (Refusal e) {
            throw e;
        } catch (IOException e) {
            throw new StoreAccessException(file, "cannot be written; make room and check the permissions", e);
        }
    }

    private static OutputStream create(Path file) throws IOException {
        OutputStream[] made = new OutputStream[1];
        onto(
                file,
                () -> made[0] = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        return made[0];
    }

    private void write(Path file, OutputStream out, int count) throws IOException {
        onto(file, () -> out.write(buffer, 0, count));
    }
}
