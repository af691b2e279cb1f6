// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.files;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * Whose a file is. By number: the name of a user may have to be fetched from another machine. Where users have no numbers,
 * every file is ours.
 */
public final class Owner {
    public static final boolean UNIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    private static final int WRITABLE_BY_OTHERS = 022;
    private static final int UNKNOWN = -1;

    private static volatile int me = UNKNOWN;

    private Owner() {}

    /** Whether a file (itself, not what it links to) belongs to the user of this JVM. */
    public static boolean isMine(Path file) throws IOException {
        return !UNIX || uid(file) == me();
    }

    /** Whether a number is that of the user of this JVM. */
    public static boolean isMe(int uid) throws IOException {
        return uid == me();
    }

    public static boolean isRoot() throws IOException {
        return UNIX && me() == 0;
    }

    /** Whether a folder (not a link to one) belongs to the user of this JVM, and nobody else may put something into it. */
    public static boolean isFolderOfMine(Path folder) {
        try {
            if (!UNIX) {
                return Files.isDirectory(folder);
            }
            Map<String, Object> attributes =
                    Files.readAttributes(folder, "unix:uid,mode,isDirectory", LinkOption.NOFOLLOW_LINKS);
            return Boolean.TRUE.equals(attributes.get("isDirectory"))
                    && attributes.get("uid") instanceof Integer uid
                    && uid == me()
                    && attributes.get("mode") instanceof Integer mode
                    && (mode & WRITABLE_BY_OTHERS) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static int me() throws IOException {
        int known = me;
        if (known == UNKNOWN) {
            known = find();
            me = known;
        }
        return known;
    }

    private static int find() throws IOException {
        Path self = Path.of("/proc/self");
        if (Files.isDirectory(self)) {
            return (Integer) Files.getAttribute(self, "unix:uid");
        }
        Path probe = Files.createTempFile("luarium", null);
        try {
            return uid(probe);
        } finally {
            Files.delete(probe);
        }
    }

    private static int uid(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }
}
