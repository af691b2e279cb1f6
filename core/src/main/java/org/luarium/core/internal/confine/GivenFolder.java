// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.cage.Ids;
import org.luarium.core.internal.files.Owner;

/**
 * Hands a folder over to the user of a job and takes it back.
 *
 * <p>Paths are used here, so nobody else may change the tree meanwhile: who could exchange a folder for a link would have us give away something else. Links are never followed.
 * The depth is bounded, because a look at a tree holds one descriptor for each level.
 */
public final class GivenFolder {
    private static final int DEEPEST = 256;
    private static final int SPECIAL_BITS = 07000;
    private static final int OWNER_ALL = 0700;
    private static final int OWNER_READS = 0400;

    private final Path folder;

    /** Takes a folder that exists. */
    public GivenFolder(Path folder) {
        this.folder = folder;
    }

    /** Makes everything in it belong to a user. */
    public void give(Ids user) throws IOException {
        walk(folder, 0, (file, attributes) -> own(file, user));
    }

    /**
     * Removes what is neither file nor folder nor link, and the bits by which a program gains rights; makes all of it readable.
     *
     * @param owner whose everything becomes; null if nothing was given away
     */
    public void takeBack(@Nullable Ids owner) throws IOException {
        if (!Owner.UNIX) {
            return;
        }
        walk(folder, 0, (file, attributes) -> {
            if (attributes.isOther()) {
                Files.delete(file);
                return;
            }
            // The bits first: with a new owner, they would be his.
            if (attributes.isDirectory()) {
                changeMode(file, OWNER_ALL);
            } else if (attributes.isRegularFile()) {
                changeMode(file, OWNER_READS);
            }
            if (owner != null) {
                own(file, owner);
            }
        });
    }

    /** What is done to each file, and to a folder before it is looked into. */
    private interface Work {
        void on(Path file, BasicFileAttributes attributes) throws IOException;
    }

    private static void walk(Path file, int depth, Work work) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        work.on(file, attributes);
        if (!attributes.isDirectory()) {
            return;
        }
        if (depth == DEEPEST) {
            throw new IOException(file + " is a folder more than " + DEEPEST + " levels deep");
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(file)) {
            for (Path each : files) {
                walk(each, depth + 1, work);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void own(Path file, Ids user) throws IOException {
        Files.setAttribute(file, "unix:uid", user.uid(), LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", user.gid(), LinkOption.NOFOLLOW_LINKS);
    }

    private static void changeMode(Path file, int least) throws IOException {
        int mode = (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
        int wanted = (mode & ~SPECIAL_BITS) | least;
        if (wanted != mode) {
            Files.setAttribute(file, "unix:mode", wanted);
        }
    }
}
