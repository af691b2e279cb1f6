// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.confine;

import java.nio.file.Path;
import java.util.List;
import org.luarium.core.internal.elf.Syscall;
import org.luarium.core.internal.process.Trial.Attempt;

/**
 * Something forbidden that a child tries, to prove that it cannot.
 *
 * @param control what should keep it from that, as in the report
 * @param attempt how it tries
 * @param fork whether that is to start another process
 * @param onFirst whether that is against the first process, which a child may be itself
 */
record Attack(String control, Attempt attempt, boolean fork, boolean onFirst) {
    static final String FILESYSTEM = "filesystem";
    static final String NETWORK = "network";
    static final String PROCESSES = "processes";
    static final String PRIVILEGES = "privileges";

    private static final int AT_FDCWD = -100;
    private static final int O_CREAT_WRONLY = 0x40 | 1;
    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int SOCK_STREAM = 1;
    private static final int SIGCHLD = 17;
    private static final long FIRST = 1;
    private static final int CLONE_NEWUSER = 0x1000_0000;

    /** Starts another process. */
    static final Attempt FORK = program -> program.call(Syscall.CLONE, SIGCHLD, 0, 0, 0, 0);

    /** All there are, against a file that anybody may read and a folder that anybody may write. */
    static List<Attack> all(Path secret, Path folder) {
        String newcomer = folder.resolve("intruder").toString();
        long host = ProcessHandle.current().pid();
        return List.of(
                open(secret.toString(), 0),
                open(newcomer, O_CREAT_WRONLY),
                onProcess(host),
                onProcess(FIRST),
                new Attack(NETWORK, program -> program.call(Syscall.SOCKET, AF_INET, SOCK_STREAM, 0)),
                new Attack(NETWORK, program -> program.call(Syscall.SOCKET, AF_UNIX, SOCK_STREAM, 0)),
                new Attack(PROCESSES, FORK, true, false),
                new Attack(PROCESSES, program -> program.call(Syscall.KILL, host, 0)),
                new Attack(PRIVILEGES, program -> program.call(Syscall.UNSHARE, CLONE_NEWUSER)),
                new Attack(PRIVILEGES, program -> program.call(Syscall.SETRESUID, 0, 0, 0)));
    }

    /**
     * What a job must not do, given what it may.
     *
     * @param network whether it may use the network
     * @param processes whether it may start other processes
     * @param seesItself whether it has a {@code /proc} of its own, in which the first process is itself
     */
    static List<Attack> onJob(Path secret, Path folder, boolean network, boolean processes, boolean seesItself) {
        return all(secret, folder).stream()
                .filter(attack -> !(attack.fork && processes))
                .filter(attack -> !(attack.onFirst && seesItself))
                .filter(attack -> !(network && attack.control.equals(NETWORK)))
                .toList();
    }

    private Attack(String control, Attempt attempt) {
        this(control, attempt, false, false);
    }

    private static Attack onProcess(long pid) {
        return new Attack(FILESYSTEM, open("/proc/" + pid + "/environ", 0).attempt, false, pid == FIRST);
    }

    private static Attack open(String path, int flags) {
        return new Attack(
                FILESYSTEM, program -> program.call(Syscall.OPENAT, AT_FDCWD, program.string(path), flags, 0600));
    }
}
