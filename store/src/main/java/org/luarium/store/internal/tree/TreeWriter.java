// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one tree, entry by entry, with a stack of its own. */
final class TreeWriter {
    private static final int BUFFER = 1 << 16;

    private final Path top;
    private final DataOutputStream out;
    private final Progress progress;
    private final FileDigest digest = new FileDigest();
    private final Deque<Level> levels = new ArrayDeque<>();
    private final List<Path> escaping = new ArrayList<>();
    private long size;
    private long files;

    TreeWriter(Path top, OutputStream out, Progress progress) {
        this.top = top;
        this.out = new DataOutputStream(new BufferedOutputStream(out, BUFFER));
        this.progress = new Progress(
                count -> {
                    size += count;
                    progress.bytes().accept(count);
                },
                progress.cancelled());
    }

    /** A folder that is being written. */
    private static final class Level {
        final TreeEntry entry;
        final Path path;
        final Iterator<Listing.Child> rest;
        final List<TreeEntry> children = new ArrayList<>();
        final int pathLength;

        Level(TreeEntry entry, Path path, int pathLength) throws IOException {
            this.entry = entry;
            this.path = path;
            this.pathLength = pathLength;
            rest = Listing.sorted(path).iterator();
        }
    }

    HashedTree run() throws IOException {
        out.write(TreeStream.MAGIC);
        TreeEntry entry = write(new byte[0], top, null);
        for (Level level = levels.peek(); level != null; level = levels.peek()) {
            progress.check();
            if (level.rest.hasNext()) {
                Listing.Child child = level.rest.next();
                if (level.pathLength + child.name.length > Names.MAX_PATH) {
                    throw new RefusedEntryException(
                            level.path, "has paths of more than " + Names.MAX_PATH + " bytes in it; make them shorter");
                }
                level.children.add(write(child.name, child.path, level));
            } else {
                out.write(TreeStream.END);
                level.entry.setFolder(level.children, digest.sha);
                levels.pop();
            }
        }
        out.flush();
        return new HashedTree(entry.treeHash(digest.sha), size, files, escaping);
    }

    private TreeEntry write(byte[] name, Path path, @Nullable Level parent) throws IOException {
        byte kind = Stat.mode(path).kind(path);
        if (kind == TreeEntry.LINK && parent == null) {
            throw new RefusedEntryException(path, "is a link; the top of a tree is a folder or a file");
        }
        out.write(kind);
        out.writeInt(name.length);
        out.write(name);
        if (kind == TreeEntry.LINK) {
            Path target = Files.readSymbolicLink(path);
            if (Links.escapes(top, path, target)) {
                escaping.add(top.relativize(path));
            }
            byte[] bytes = Names.normalize(Names.bytes(target));
            out.writeInt(bytes.length);
            out.write(bytes);
            return TreeEntry.link(name, bytes);
        }
        TreeEntry entry = new TreeEntry(kind, name);
        if (kind == TreeEntry.FOLDER) {
            levels.push(new Level(entry, path, parent == null ? 0 : parent.pathLength + name.length + 1));
        } else {
            files++;
            digest.copy(path, entry, this::begin, progress);
        }
        return entry;
    }

    private OutputStream begin(long length) throws IOException {
        out.writeLong(length);
        return out;
    }
}
