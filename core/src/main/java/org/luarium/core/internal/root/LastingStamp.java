// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.root;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A stamp that is good enough to be believed by another JVM: with the time of the last change of the inode, which no program can set, and
 * of no file that was changed a moment ago, which could be changed again without a trace.
 */
final class LastingStamp {
    /** What no file has. */
    static final String NONE = "";

    private static final long YOUNG_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final String ATTRIBUTES = "unix:dev,ino,size,lastModifiedTime,ctime,isRegularFile";

    private LastingStamp() {}

    /** Returns the stamp of a regular file, or {@link #NONE}. */
    static String of(Path file, LinkOption... options) {
        try {
            Map<String, Object> seen = Files.readAttributes(file, ATTRIBUTES, options);
            if (!Boolean.TRUE.equals(seen.get("isRegularFile"))
                    || !(seen.get("ctime") instanceof FileTime changed)
                    || !(seen.get("lastModifiedTime") instanceof FileTime modified)) {
                return NONE;
            }
            return String.valueOf(seen.get("dev"))
                    + ' '
                    + seen.get("ino")
                    + ' '
                    + seen.get("size")
                    + ' '
                    + modified.to(TimeUnit.NANOSECONDS)
                    + ' '
                    + changed.to(TimeUnit.NANOSECONDS);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return NONE;
        }
    }

    /** Returns the same, unless the file was changed lately. */
    static String toKeep(Path file, LinkOption... options) {
        String stamp = of(file, options);
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        return !stamp.equals(NONE) && now - Long.parseLong(stamp.substring(stamp.lastIndexOf(' ') + 1)) > YOUNG_NANOS
                ? stamp
                : NONE;
    }
}
