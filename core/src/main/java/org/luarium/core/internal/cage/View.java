// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.luarium.core.internal.elf.Syscall;
import org.luarium.core.internal.elf.SyscallProgram;

/**
 * The files that a child in a mount namespace of its own sees.
 *
 * <p>Without files of the host it is one bind mount of a prepared root, which is the quickest there is. With some, it is a small tmpfs in which
 * each file and folder is bound to its place.
 *
 * @param root a prepared root with the folders {@code link} and {@code tmp}
 * @param files the files in that root, by their path inside
 * @param stage an empty folder of the host to build on
 * @param readable files and folders of the host to show where they are
 * @param scratch bytes of a private {@code /tmp}, 0 for none
 * @param folder the working folder
 * @param executable whether code in {@code readable} may be executed, as native modules are
 */
public record View(
        Path root,
        Collection<String> files,
        Path stage,
        Collection<Path> readable,
        long scratch,
        String folder,
        boolean executable)
        implements FileView {
    /** Where the FIFOs of a child are, inside. */
    static final String LINK = "/link";

    private static final String TMP = "/tmp";

    private static final int AT_FDCWD = -100;
    private static final int S_IFREG = 0x8000;
    private static final long MS_RDONLY = 1;
    private static final long MS_NOSUID = 2;
    private static final long MS_NODEV = 4;
    private static final long MS_NOEXEC = 8;
    private static final long MS_REMOUNT = 32;
    private static final long MS_BIND = 4096;
    private static final long MS_REC = 16384;
    private static final long MS_PRIVATE = 1 << 18;
    private static final long READ_ONLY = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV;
    private static final int MNT_DETACH = 2;
    private static final long SCRATCH_FILES = 4096;

    @Override
    public void enter(SyscallProgram program, Path link, int uid, int gid) {
        program.call(Syscall.MOUNT, 0, program.string("/"), 0, MS_REC | MS_PRIVATE, 0);
        Path top = readable.isEmpty() ? root : stage;
        if (readable.isEmpty()) {
            long name = program.string(root.toString());
            program.call(Syscall.MOUNT, name, name, 0, MS_BIND, 0);
            program.call(Syscall.MOUNT, 0, name, 0, READ_ONLY, 0);
        } else {
            tmpfs(program, stage.toString(), 0, "size=1m,nr_inodes=4096,mode=0755");
            makeFolders(program, Set.of(LINK, TMP));
        }
        if (scratch > 0) {
            tmpfs(program, top + TMP, MS_NOEXEC, scratchOptions(uid, gid));
        }
        if (!readable.isEmpty()) {
            furnish(program);
        }
        bind(program, link, top + LINK, false);
        if (!readable.isEmpty()) {
            program.call(Syscall.MOUNT, 0, program.string(top.toString()), 0, READ_ONLY, 0);
        }
        program.call(Syscall.CHDIR, program.string(top.toString()));
        long here = program.string(".");
        program.call(Syscall.PIVOT_ROOT, here, here);
        program.call(Syscall.UMOUNT2, here, MNT_DETACH);
        program.call(Syscall.CHDIR, program.string(folder));
    }

    private String scratchOptions(int uid, int gid) {
        return "size=" + scratch + ",nr_inodes=" + SCRATCH_FILES + ",mode=0700,uid=" + uid + ",gid=" + gid;
    }

    /** Shows each file where it is on the host; what is given may lie in the private {@code /tmp}. */
    private void furnish(SyscallProgram program) {
        Set<String> folders = new LinkedHashSet<>();
        addFolders(folders, folder + "/x");
        files.forEach(file -> addFolders(folders, file));
        for (Path path : readable) {
            addFolders(folders, path + (Files.isDirectory(path) ? "/x" : ""));
        }
        makeFolders(program, folders);
        for (Path path : readable) {
            bind(program, path, stage + path.toString(), executable);
        }
        // Not what they are copies of: those may be for the user of the host alone.
        files.forEach(file -> bind(program, Path.of(root + file), stage + file, true));
    }

    /** Some exist already, where one readable folder is inside another. */
    private void makeFolders(SyscallProgram program, Set<String> folders) {
        for (String made : folders) {
            program.tryCall(Syscall.MKDIRAT, AT_FDCWD, program.string(stage + made), 0755);
        }
    }

    private static void addFolders(Set<String> folders, String path) {
        for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
            folders.add(path.substring(0, slash));
        }
    }

    private static void tmpfs(SyscallProgram program, String place, long flags, String options) {
        long type = program.string("tmpfs");
        program.call(
                Syscall.MOUNT,
                type,
                program.string(place),
                type,
                MS_NOSUID | MS_NODEV | flags,
                program.string(options));
    }

    private static void bind(SyscallProgram program, Path source, String place, boolean executable) {
        long name = program.string(place);
        if (!Files.isDirectory(source)) {
            program.tryCall(Syscall.MKNODAT, AT_FDCWD, name, S_IFREG | 0600, 0);
        }
        program.call(Syscall.MOUNT, program.string(source.toString()), name, 0, MS_BIND, 0);
        program.call(Syscall.MOUNT, 0, name, 0, READ_ONLY | MS_NOEXEC, 0);
        if (executable) {
            // Not where the host itself has forbidden it.
            program.tryCall(Syscall.MOUNT, 0, name, 0, READ_ONLY, 0);
        }
    }
}
