// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

/**
 * The resident spawner as an executable file: a static, libc-free interpreter of system calls that is the parent of
 * all isolates.
 *
 * <p>The JVM composes what happens between fork and exec as a {@link SyscallProgram} and writes it to the spawner's
 * fd 0; events come back on fd 1. All integers are little-endian.
 *
 * <p><b>Request</b>: {@code u32 bodyLength, u32 sequence, u32 operation, u32 callCount}, then the body, which is read
 * to {@link #BUFFER_ADDRESS} and begins with {@code callCount} records of 64 bytes {@code {u64 number, u64
 * arguments[6], u64 flags}}. Calls run in order up to the first that fails and whose flags do not have bit 0 (ignore
 * an error), or that succeeds and whose flags have bit 1 (expect an error).
 *
 * <p><b>Events</b>, {@link #EVENT_SIZE} bytes each:
 *
 * <table>
 * <caption>Events</caption>
 * <tr><th>u32</th><th>u32</th><th>i64</th><th>i64</th><th>i64</th></tr>
 * <tr><td>{@link #EVENT_READY}</td><td>0</td><td>{@link #PROTOCOL_VERSION}</td><td>{@link #BUFFER_ADDRESS}</td>
 *     <td>0</td></tr>
 * <tr><td>{@link #EVENT_REPLY}</td><td>sequence</td><td>last result, pid, or -errno</td>
 *     <td>index of the failed call, {@link #NO_FAILED_STEP} or {@link #CLONE_FAILED}</td><td>0</td></tr>
 * <tr><td>{@link #EVENT_EXIT}</td><td>pid</td><td>wait status</td><td>user and system CPU in microseconds, with the
 *     children it waited for</td><td>peak resident KiB</td></tr>
 * </table>
 *
 * <p>A child whose program comes to its end without {@code execve} replies with value 0 and the number of calls as
 * failed step. A failed child is reaped before the reply and gives no exit event.
 *
 * <p><b>Children</b> inherit a blocked signal mask and must reset it; fds 0 and 1 of the spawner are close-on-exec,
 * so the program has to provide its own. A child shares the spawner's memory until {@code execve}, so the spawner
 * waits for it: no call of the program may block (open FIFOs with O_NONBLOCK or O_RDWR). {@code PR_SET_PDEATHSIG}
 * belongs after a change of uid, which clears it.
 *
 * <p><b>Death</b>: when a child is dead its process group is killed before its pid is free for reuse. The spawner is
 * child subreaper, so orphans come to it and are reaped without an event. When fd 0 ends, or fd 1 breaks, it kills
 * every child and its group, every orphan that it still has (where {@code /proc} lists them), reaps them for a
 * bounded time, and exits with 0; after a malformed request it does the same and exits with 2.
 *
 * <p>The tests run the x86_64 executable; the one for aarch64 was run in qemu's user-mode emulation only, which does
 * not share memory between the spawner and a new child, so the report of a failed child is untested there.
 */
public final class SpawnerImage {
    /** Address of the body of the current request inside the spawner. */
    public static final long BUFFER_ADDRESS = 0x1000_1000L;

    /** The FIFO from which a keeper reads requests. */
    public static final String REQUESTS = "requests";

    /** The FIFO to which a keeper writes events. */
    public static final String EVENTS = "events";

    /** Largest body. */
    public static final int BUFFER_SIZE = 65_536;

    /** Version of the protocol that this class describes. */
    public static final int PROTOCOL_VERSION = 1;

    /** Size of every event. */
    public static final int EVENT_SIZE = 32;

    /** The first event: the spawner takes requests. */
    public static final int EVENT_READY = 0;

    /** The outcome of a request. */
    public static final int EVENT_REPLY = 1;

    /** The death of a child. */
    public static final int EVENT_EXIT = 2;

    /** Failed step of a program that succeeded. */
    public static final long NO_FAILED_STEP = -1;

    /** Failed step when no child could be made. */
    public static final long CLONE_FAILED = -2;

    private static final long CODE_ADDRESS = 0x40_0000L;

    private SpawnerImage() {}

    /** Returns the executable for Linux on {@code architecture}. */
    public static byte[] of(Architecture architecture) {
        return image(architecture, false);
    }

    /**
     * Returns the executable of a keeper: a spawner that does not end with its JVM.
     *
     * <p>It reads requests from the FIFO {@link #REQUESTS} and writes events to the FIFO {@link #EVENTS} of its working folder. When a JVM writes the first request, which it must have
     * opened the other FIFO for, the keeper is ready, and tells it of the children that have died since the last JVM was there: until then they stay zombies, so that nothing of it is lost. When
     * requests end, it waits for the next JVM, and forgets what it had of a request. It ends when it has no children and no JVM for ten seconds, and with all its children when its FIFOs are gone.
     */
    public static byte[] keeper(Architecture architecture) {
        return image(architecture, true);
    }

    private static byte[] image(Architecture architecture, boolean keeper) {
        Assembler code = architecture.assembler();
        new SpawnerCode(code, keeper).emit();
        byte[] text = code.toByteArray();
        int segments = 3;
        int headers = ElfImage.headerSize(segments);
        int size = headers + text.length;
        return ElfImage.fixed(architecture)
                .segment(ElfImage.PT_LOAD, ElfImage.READ | ElfImage.EXECUTE, 0, CODE_ADDRESS, size, size, ElfImage.PAGE)
                .segment(
                        ElfImage.PT_LOAD,
                        ElfImage.READ | ElfImage.WRITE,
                        0,
                        SpawnerCode.STATE_ADDRESS,
                        0,
                        SpawnerCode.STATE_SIZE,
                        ElfImage.PAGE)
                .nonExecutableStack()
                .toByteArray(CODE_ADDRESS + headers, text);
    }

    /** Returns the executable for Linux on x86_64. */
    public static byte[] x86_64() {
        return of(Architecture.X86_64);
    }

    /** Returns the executable for Linux on aarch64. */
    public static byte[] aarch64() {
        return of(Architecture.AARCH64);
    }
}
