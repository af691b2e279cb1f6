// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

/** Names for the errors that starting a process can meet on Linux. */
final class Errno {
    private Errno() {}

    static String describe(int errno) {
        return switch (errno) {
            case 1 -> "operation not permitted (EPERM)";
            case 2 -> "no such file or directory (ENOENT)";
            case 7 -> "argument list too long (E2BIG)";
            case 8 -> "not an executable of this machine (ENOEXEC)";
            case 11 -> "no process or memory available, try again (EAGAIN)";
            case 12 -> "out of memory (ENOMEM)";
            case 13 -> "permission denied (EACCES)";
            case 17 -> "file exists (EEXIST)";
            case 23 -> "too many open files on this machine (ENFILE)";
            case 24 -> "too many open files in this process (EMFILE)";
            case 28 -> "no space left on device (ENOSPC)";
            default -> "errno " + errno;
        };
    }
}
