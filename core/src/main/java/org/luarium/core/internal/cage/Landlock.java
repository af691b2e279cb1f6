// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.luarium.core.internal.elf.Syscall;
import org.luarium.core.internal.elf.SyscallProgram;

/**
 * The files that a child may use where it shares the file system of the host, guarded by Landlock.
 *
 * @param version what the kernel knows of Landlock, at least 1
 * @param executable files to read and to execute
 * @param readable files and folders to read
 * @param job what it may use besides, as a job does; null for a child that only has a link
 */
public record Landlock(
        int version,
        Collection<Path> executable,
        Collection<Path> readable,
        @Nullable Job job) {
    /**
     * What a job may use.
     *
     * @param runnable files and folders to read and to execute
     * @param writable folders of its own
     * @param devices files to read and to write
     * @param linked whether it has a link
     * @param network whether it may use TCP
     */
    public record Job(
            Collection<Path> runnable,
            Collection<Path> writable,
            Collection<Path> devices,
            boolean linked,
            boolean network) {}

    private static final int AT_FDCWD = -100;
    private static final int O_PATH_CLOEXEC = 0x20_0000 | 0x8_0000;
    private static final int PATH_BENEATH = 1;
    private static final long EXECUTE = 1;
    private static final long WRITE_FILE = 2;
    private static final long READ_FILE = 4;
    private static final long READ_DIR = 8;
    private static final long MAKE_CHAR = 1L << 6;
    private static final long MAKE_BLOCK = 1L << 11;
    private static final long IOCTL = 1L << 15;
    private static final long VERSION_1 = (1L << 13) - 1;

    /** For a child with a link. */
    public Landlock(int version, Collection<Path> executable, Collection<Path> readable) {
        this(version, executable, readable, null);
    }

    void enter(SyscallProgram program, Path link, int free) {
        program.call(
                Syscall.LANDLOCK_CREATE_RULESET, program.words(handled(), connections(), scopes()), attributes(), 0);
        for (Path file : executable) {
            allow(program, free, file, EXECUTE | READ_FILE);
        }
        for (Path path : readable) {
            allow(program, free, path, Files.isDirectory(path) ? READ_FILE | READ_DIR : READ_FILE);
        }
        if (job == null || job.linked()) {
            allow(program, free, link, READ_FILE | WRITE_FILE);
        }
        if (job != null) {
            job.runnable().forEach(path -> allow(program, free, path, runnable(path)));
            job.writable().forEach(path -> allow(program, free, path, handled() & ~(MAKE_CHAR | MAKE_BLOCK | IOCTL)));
            job.devices().forEach(path -> allow(program, free, path, READ_FILE | WRITE_FILE));
        }
        program.call(Syscall.LANDLOCK_RESTRICT_SELF, free, 0);
        program.call(Syscall.CLOSE, free);
    }

    private static void allow(SyscallProgram program, int ruleset, Path path, long access) {
        int opened = ruleset + 1;
        program.call(Syscall.OPENAT, AT_FDCWD, program.string(path.toString()), O_PATH_CLOEXEC);
        // struct landlock_path_beneath_attr is packed: u64 and s32
        program.call(Syscall.LANDLOCK_ADD_RULE, ruleset, PATH_BENEATH, program.words(access, opened), 0);
        program.call(Syscall.CLOSE, opened);
    }

    private static long runnable(Path path) {
        return EXECUTE | READ_FILE | (Files.isDirectory(path) ? READ_DIR : 0);
    }

    /** All accesses that this kernel can refuse: moving (2), truncating (3) and ioctl of devices (5) came one by one. */
    private long handled() {
        return VERSION_1 | (version >= 2 ? 1L << 13 : 0) | (version >= 3 ? 1L << 14 : 0) | (version >= 5 ? IOCTL : 0);
    }

    /** Binding and connecting TCP, since version 4. */
    private long connections() {
        return version >= 4 && (job == null || !job.network()) ? 3 : 0;
    }

    /** Abstract sockets and signals to others, since version 6. */
    private long scopes() {
        return version >= 6 ? 3 : 0;
    }

    private int attributes() {
        return version >= 6 ? 24 : version >= 4 ? 16 : 8;
    }
}
