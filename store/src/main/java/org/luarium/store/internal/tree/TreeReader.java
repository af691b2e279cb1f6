// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luarium.store.ArchiveException;

/**
 * Makes a tree of one stream that nobody vouches for. There is no path in it, only names, each checked, each greater than
 * the one before; so everything is made below the target, in folders that this object has just made, and nothing twice. No
 * length is believed before it was compared with a limit.
 */
final class TreeReader {
    private static final int BUFFER = 1 << 15;

    private final String source;
    private final DataInputStream in;
    private final Path target;
    private final Progress progress;
    private final int maxDepth;
    private final FileDigest digest = new FileDigest();
    private final byte[] buffer = new byte[BUFFER];
    private final Deque<Level> levels = new ArrayDeque<>();
    private final List<Path> links = new ArrayList<>();
    private long bytesLeft;
    private long entriesLeft;
    private long size;
    private long files;
    private boolean begun;

    TreeReader(String source, InputStream in, Path target, TreeLimits limits, Progress progress) {
        this.source = source;
        this.in = new DataInputStream(in);
        this.target = target;
        this.progress = progress;
        maxDepth = limits.depth();
        bytesLeft = limits.bytes();
        entriesLeft = limits.entries();
    }

    /** A folder that is being made. */
    private static final class Level {
        final TreeEntry entry;
        final Path path;
        final int pathLength;
        final List<TreeEntry> children = new ArrayList<>();
        byte[] last = new byte[0];

        Level(TreeEntry entry, Path path, int pathLength) {
            this.entry = entry;
            this.path = path;
            this.pathLength = pathLength;
        }
    }

    /** Whether there is something of this stream at the target. */
    boolean hasBegun() {
        return begun;
    }

    HashedTree run() throws IOException {
        try {
            byte[] magic = new byte[TreeStream.MAGIC.length];
            in.readFully(magic);
            if (!Arrays.equals(magic, TreeStream.MAGIC)) {
                throw refuse("it does not begin like a tree", null);
            }
            TreeEntry top = readEntry(in.readByte(), null);
            for (Level level = levels.peek(); level != null; level = levels.peek()) {
                progress.check();
                byte kind = in.readByte();
                if (kind == TreeStream.END) {
                    close(level);
                } else {
                    level.children.add(readEntry(kind, level));
                }
            }
            return new HashedTree(top.treeHash(digest.sha), size, files, escapingLinks());
        } catch (EOFException e) {
            throw refuse("it ends too early; get it again", e);
        }
    }

    private void close(Level level) throws IOException {
        level.entry.setFolder(level.children, digest.sha);
        Stat.seal(level.path, true);
        levels.pop();
    }

    private List<Path> escapingLinks() throws IOException {
        List<Path> escaping = new ArrayList<>();
        for (Path link : links) {
            if (Links.escapes(target, link, Files.readSymbolicLink(link))) {
                escaping.add(target.relativize(link));
            }
        }
        return escaping;
    }

    private TreeEntry readEntry(byte kind, @Nullable Level parent) throws IOException {
        entriesLeft--;
        if (entriesLeft < 0) {
            throw refuse("it has more entries than the limit allows", null);
        }
        byte[] name = readName(parent);
        Path path = parent == null ? target : parent.path.resolve(Names.path(name));
        switch (kind) {
            case TreeEntry.FILE, TreeEntry.EXECUTABLE -> {
                return readFile(new TreeEntry(kind, name), path);
            }
            case TreeEntry.FOLDER -> {
                return openFolder(new TreeEntry(kind, name), path, parent);
            }
            case TreeEntry.LINK -> {
                return readLink(name, path, parent);
            }
            default -> throw refuse("there is no kind of entry " + kind, null);
        }
    }

    private byte[] readName(@Nullable Level parent) throws IOException {
        int length = in.readInt();
        if (parent == null) {
            if (length != 0) {
                throw refuse("its top has a name", null);
            }
            return new byte[0];
        }
        if (length <= 0 || length > Names.MAX_NAME) {
            throw refuse("it has a name of " + Integer.toUnsignedString(length) + " bytes", null);
        }
        byte[] name = new byte[length];
        in.readFully(name);
        if (!Names.isName(name)) {
            throw refuse("it has a name that is none, with a slash, a zero or dots only", null);
        }
        if (Arrays.compareUnsigned(parent.last, name) >= 0) {
            throw refuse("names are not in order, or one is there twice", null);
        }
        if (parent.pathLength + length > Names.MAX_PATH) {
            throw refuse("it has a path of more than " + Names.MAX_PATH + " bytes", null);
        }
        parent.last = name;
        return name;
    }

    private TreeEntry openFolder(TreeEntry entry, Path path, @Nullable Level parent) throws IOException {
        if (levels.size() >= maxDepth) {
            throw refuse("it has more than " + maxDepth + " folders within each other", null);
        }
        Files.createDirectory(path);
        begun = true;
        Stat.setMode(path, Stat.OWNER_ALL); // whatever the umask is
        levels.push(new Level(entry, path, parent == null ? 0 : parent.pathLength + entry.name.length + 1));
        return entry;
    }

    private TreeEntry readLink(byte[] name, Path path, @Nullable Level parent) throws IOException {
        int length = in.readInt();
        if (parent == null || length <= 0 || length > Names.MAX_TARGET) {
            throw refuse("it has a link at its top, or one with a target of a length that none has", null);
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        if (!Names.isTarget(bytes)) {
            throw refuse("it has a link with a target that is none, or with slashes that mean nothing", null);
        }
        Files.createSymbolicLink(path, Names.path(bytes));
        links.add(path);
        return TreeEntry.link(name, bytes);
    }

    private TreeEntry readFile(TreeEntry entry, Path path) throws IOException {
        long length = in.readLong();
        if (length < 0 || length > bytesLeft) {
            throw refuse("it has more bytes than the limit allows", null);
        }
        bytesLeft -= length;
        size += length;
        files++;
        digest.sha.update(TreeEntry.FILE_DOMAIN);
        try (OutputStream out = Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            begun = true;
            long left = length;
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    throw new EOFException();
                }
                digest.sha.update(buffer, 0, count);
                out.write(buffer, 0, count);
                progress.add(count);
                left -= count;
            }
        }
        entry.setFile(length, digest.sha.digest());
        Stat.seal(path, entry.kind == TreeEntry.EXECUTABLE);
        return entry;
    }

    private ArchiveException refuse(String problem, @Nullable Exception cause) {
        return new ArchiveException(source, problem, cause);
    }
}
