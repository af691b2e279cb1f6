// SPDX-License-Identifier: Apache-2.0
package org.luarium.launcher.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A log of bounded size that any number of processes write to. Each record is one append to a file opened for it, so that none goes to a file that another
 * process has turned over. Thread-safe.
 */
final class LogFile {
    private static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final int OLD_FILES = 2;

    private final Path file;
    private final long mostBytes;
    private final FileAttribute<?>[] attributes;

    LogFile(Path file, long mostBytes) {
        this.file = file;
        this.mostBytes = mostBytes;
        attributes = file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PRIVATE}
                : new FileAttribute<?>[0];
    }

    /** Never fails: a full disk must not stop the work that is being logged. */
    synchronized void append(String record) {
        try {
            if (write(file, record) > mostBytes) {
                turnOver();
            }
        } catch (IOException e) {
            // There is no better place to tell.
        }
    }

    private long write(Path target, String record) throws IOException {
        try (FileChannel channel = open(target)) {
            ByteBuffer bytes = ByteBuffer.wrap(record.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return channel.size();
        }
    }

    private void turnOver() throws IOException {
        try (FileChannel channel = open(numbered("lock"));
                FileLock lock = channel.tryLock()) {
            // Without the lock, another process is at it; with it, one may have just been.
            if (lock != null && Files.size(file) > mostBytes) {
                for (int number = OLD_FILES; number > 1; number--) {
                    Path younger = numbered(Integer.toString(number - 1));
                    if (Files.exists(younger)) {
                        Files.move(younger, numbered(Integer.toString(number)), StandardCopyOption.REPLACE_EXISTING);
                    }
                }
                Files.move(file, numbered("1"), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private FileChannel open(Path target) throws IOException {
        return FileChannel.open(
                target,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
                attributes);
    }

    private Path numbered(String suffix) {
        return file.resolveSibling(file.getFileName() + "." + suffix);
    }
}
