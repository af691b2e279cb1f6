// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.tree;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/*
 * One walk over one tree. The thread that calls lists folders, looks at every entry once, and hashes files, or has helpers
 * hash batches of them. A folder counts what it waits for: every child, and the end of its own list. Whoever brings that to
 * zero computes its hash and goes on with the parent. So the depth of the tree costs no stack, and a finished folder keeps
 * nothing but its digest.
 */
final class HashRun {
    private final Path top;
    private final @Nullable Sealer sealer;
    private final Progress progress;
    private final Helpers helpers;
    private final FileDigest own = new FileDigest();
    private final Deque<Folder> unread = new ArrayDeque<>();
    private final List<Path> escaping = new ArrayList<>();
    private final LongAdder bytes = new LongAdder();
    private long files;

    HashRun(Path top, int threads, @Nullable Sealer sealer, Progress progress) {
        this.top = top;
        this.sealer = sealer;
        this.progress = new Progress(
                count -> {
                    bytes.add(count);
                    progress.bytes().accept(count);
                },
                progress.cancelled());
        helpers = new Helpers(threads - 1, this::hashFile);
    }

    /** A folder whose hash is not known yet. */
    static final class Folder {
        final Path path;
        final @Nullable Folder parent;
        final TreeEntry entry;
        final int pathLength;
        final Stat stat;
        final List<TreeEntry> children = new ArrayList<>();
        final AtomicInteger awaited = new AtomicInteger(1);

        Folder(Path path, @Nullable Folder parent, TreeEntry entry, Stat stat) {
            this.path = path;
            this.parent = parent;
            this.entry = entry;
            this.stat = stat;
            pathLength = parent == null ? 0 : parent.pathLength + entry.name.length + 1;
        }
    }

    /** A file to hash. */
    record Task(Path path, @Nullable Folder parent, TreeEntry entry, Stat stat) {}

    HashedTree run() throws IOException {
        try (helpers) {
            progress.check();
            TreeEntry entry = visit(new byte[0], top, null);
            for (Folder folder = unread.poll(); folder != null; folder = unread.poll()) {
                read(folder);
                helpers.check();
            }
            helpers.finish(own);
            return new HashedTree(entry.treeHash(own.sha), bytes.sum(), files, escaping);
        } catch (ClosedByInterruptException e) {
            throw FileDigest.interrupted(e);
        }
    }

    private void read(Folder folder) throws IOException {
        progress.check();
        if (sealer != null) {
            sealer.openFolder(folder.path, folder.stat);
        }
        for (Listing.Child child : Listing.sorted(folder.path)) {
            if (folder.pathLength + child.name.length > Names.MAX_PATH) {
                throw new RefusedEntryException(
                        folder.path, "has paths of more than " + Names.MAX_PATH + " bytes in it; make them shorter");
            }
            folder.children.add(visit(child.name, child.path, folder));
        }
        complete(folder, own);
    }

    private TreeEntry visit(byte[] name, Path path, @Nullable Folder parent) throws IOException {
        Stat stat = sealer == null && !helpers.areAllowed() ? Stat.mode(path) : Stat.all(path);
        byte kind = stat.kind(path);
        if (kind == TreeEntry.LINK) {
            return link(name, path, parent);
        }
        TreeEntry entry = new TreeEntry(kind, name);
        if (parent != null) {
            parent.awaited.incrementAndGet();
        }
        if (kind == TreeEntry.FOLDER) {
            unread.push(new Folder(path, parent, entry, stat));
        } else {
            files++;
            helpers.submit(new Task(path, parent, entry, stat), own);
        }
        return entry;
    }

    private TreeEntry link(byte[] name, Path path, @Nullable Folder parent) throws IOException {
        if (parent == null) {
            throw new RefusedEntryException(path, "is a link; the top of a tree is a folder or a file");
        }
        Path target = Files.readSymbolicLink(path);
        if (Links.escapes(top, path, target)) {
            escaping.add(top.relativize(path));
        }
        return TreeEntry.link(name, Names.normalize(Names.bytes(target)));
    }

    private void hashFile(Task task, FileDigest digest) throws IOException {
        progress.check();
        if (sealer != null) {
            sealer.beforeFile(task.path, task.stat);
        }
        digest.hash(task.path, task.entry, progress);
        if (sealer != null) {
            sealer.afterFile(task.path, task.stat);
        }
        if (task.parent != null) {
            complete(task.parent, digest);
        }
    }

    private void complete(Folder first, FileDigest digest) throws IOException {
        Folder folder = first;
        while (folder != null && folder.awaited.decrementAndGet() == 0) {
            folder.entry.setFolder(folder.children, digest.sha);
            folder.children.clear();
            if (sealer != null) {
                sealer.closeFolder(folder.path);
            }
            folder = folder.parent;
        }
    }
}
