// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.cage;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.luarium.core.internal.cage.Bind.Access;
import org.luarium.core.internal.elf.Syscall;
import org.luarium.core.internal.elf.SyscallProgram;

/**
 * What a job sees: binds of the host, each where it is there, in a prepared skeleton, and a private {@code /tmp}, to which {@code /dev/shm} leads.
 *
 * <p>Binds bring along what is mounted beneath them: without, the kernel refuses them in a user namespace, where something might come to light that a mount hides. Each
 * mount gets its flags by a call of its own.
 *
 * @param skeleton a folder of the host that has a place for each bind outside of {@code /tmp}, and {@code /tmp}
 * @param binds in the order of their paths, so that what contains another comes first
 * @param scratch bytes of {@code /tmp}
 * @param linked whether it has the folder of its FIFOs, for which the skeleton has a place
 * @param processes whether it sees the processes of its pid namespace in {@code /proc}, for which the skeleton has a place
 */
public record JobView(Path skeleton, List<Bind> binds, long scratch, boolean linked, boolean processes)
        implements FileView {
    /** What is private and writable. */
    public static final Path TMP = Path.of("/tmp");

    /** Private as well: in the skeleton it is a link to {@code /tmp}, or a folder if a bind is in it, and then as large again. */
    public static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /** Where the FIFOs of a child are. */
    public static final Path LINK = Path.of(View.LINK);

    public static final Path PROC = Path.of("/proc");

    private static final int AT_FDCWD = -100;
    private static final int S_IFREG = 0x8000;
    private static final long MS_RDONLY = 1;
    private static final long MS_NOSUID = 2;
    private static final long MS_NODEV = 4;
    private static final long MS_NOEXEC = 8;
    private static final long MS_REMOUNT = 32;
    private static final long MS_BIND = 4096;
    private static final long MS_REC = 16_384;
    private static final long MS_PRIVATE = 1 << 18;
    private static final int MNT_DETACH = 2;
    private static final long SCRATCH_FILES = 65_536;

    /** Whether a path is in what is private, where nothing is prepared. */
    public static boolean isPrivate(Path path) {
        return isIn(path, TMP) || isIn(path, SHARED_MEMORY);
    }

    private static boolean isIn(Path path, Path folder) {
        return path.startsWith(folder) && !path.equals(folder);
    }

    private boolean hasSharedMemory() {
        return binds.stream().anyMatch(bind -> isIn(bind.path(), SHARED_MEMORY));
    }

    private Set<Path> privateFolders() {
        Set<Path> folders = new TreeSet<>();
        for (Bind bind : binds) {
            Path folder = bind.path().getParent();
            while (folder != null && isPrivate(folder)) {
                folders.add(folder);
                folder = folder.getParent();
            }
        }
        return folders;
    }

    @Override
    public void enter(SyscallProgram program, Path link, int uid, int gid) {
        program.call(Syscall.MOUNT, 0, program.string("/"), 0, MS_REC | MS_PRIVATE, 0);
        long top = program.string(skeleton.toString());
        program.call(Syscall.MOUNT, top, top, 0, MS_BIND, 0);
        tmpfs(program, TMP, uid, gid);
        if (hasSharedMemory()) {
            tmpfs(program, SHARED_MEMORY, uid, gid);
        }
        for (Path made : privateFolders()) {
            program.call(Syscall.MKDIRAT, AT_FDCWD, place(program, made), 0755);
        }
        binds.forEach(bind -> add(program, bind));
        if (processes) {
            long type = program.string("proc");
            long flags = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC;
            // Only processes: the rest tells about the machine, some of it to whoever reads what root may.
            program.call(Syscall.MOUNT, type, place(program, PROC), type, flags, program.string("subset=pid"));
        }
        if (linked) {
            long place = place(program, LINK);
            program.call(Syscall.MOUNT, program.string(link.toString()), place, 0, MS_BIND, 0);
            remount(program, place, MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC);
        }
        remount(program, top, MS_RDONLY | MS_NOSUID | MS_NODEV);
        program.call(Syscall.CHDIR, top);
        long here = program.string(".");
        program.call(Syscall.PIVOT_ROOT, here, here);
        program.call(Syscall.UMOUNT2, here, MNT_DETACH);
    }

    private void tmpfs(SyscallProgram program, Path place, int uid, int gid) {
        long type = program.string("tmpfs");
        program.call(
                Syscall.MOUNT,
                type,
                place(program, place),
                type,
                MS_NOSUID | MS_NODEV,
                program.string(
                        "size=" + scratch + ",nr_inodes=" + SCRATCH_FILES + ",mode=0700,uid=" + uid + ",gid=" + gid));
    }

    private void add(SyscallProgram program, Bind bind) {
        long place = place(program, bind.path());
        if (isPrivate(bind.path())) {
            // Not where a folder that contains it was bound before.
            if (bind.folder()) {
                program.tryCall(Syscall.MKDIRAT, AT_FDCWD, place, 0755);
            } else {
                program.tryCall(Syscall.MKNODAT, AT_FDCWD, place, S_IFREG | 0600, 0);
            }
        }
        // The path of the host is the end of that in the skeleton.
        long source = place + utf8(skeleton);
        program.call(Syscall.MOUNT, source, place, 0, MS_BIND | MS_REC, 0);
        long flags = flags(bind.access());
        restrict(program, place, flags);
        for (Path mounted : bind.beneath()) {
            restrict(program, place(program, mounted), flags);
        }
    }

    private static int utf8(Path path) {
        return path.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private long place(SyscallProgram program, Path path) {
        return program.string(skeleton + path.toString());
    }

    private static long flags(Access access) {
        return switch (access) {
            case READ -> MS_RDONLY | MS_NOSUID | MS_NODEV;
            case WRITE -> MS_NOSUID | MS_NODEV;
            case DEVICE -> MS_RDONLY | MS_NOSUID;
        };
    }

    private static void restrict(SyscallProgram program, long place, long flags) {
        remount(program, place, flags | MS_NOEXEC);
        if ((flags & MS_NODEV) != 0) {
            // Not where the host itself has forbidden it.
            program.tryCall(Syscall.MOUNT, 0, place, 0, MS_REMOUNT | MS_BIND | flags, 0);
        }
    }

    private static void remount(SyscallProgram program, long place, long flags) {
        program.call(Syscall.MOUNT, 0, place, 0, MS_REMOUNT | MS_BIND | flags, 0);
    }
}
