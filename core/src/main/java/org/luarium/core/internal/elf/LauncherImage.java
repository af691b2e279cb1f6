// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

import java.util.List;

/**
 * The embedded engine's executable: a dynamic ELF of a few KB that runs the Lua 5.4 shared library from its own
 * folder as {@code lua SCRIPT [ARGUMENT…]} would.
 *
 * <p>As in {@code lua}: all standard libraries, {@code arg}, the arguments as {@code …}, garbage collection in
 * generational mode, {@code lua_close} at the end; exit code 0, or 1 after {@code lua: MESSAGE} on stderr. Unlike
 * {@code lua}: no options, no {@code LUA_INIT}, no traceback, and <b>every</b> SIGINT, not only the first, raises a
 * catchable error {@code interrupted!} in the main thread (with a position before it where Lua knows one, as in
 * {@code lua}). A running coroutine is not interrupted until it yields or returns. {@code io.popen} is not supported
 * by the library.
 *
 * <p>It needs the GNU C library. The tests run the x86_64 executable; the one for aarch64 was run in qemu's user-mode
 * emulation only, with a real GNU C library.
 */
public final class LauncherImage {
    private LauncherImage() {}

    /** Returns the name of the Lua library, which must lie in the folder of the executable. */
    public static String libraryFileName(Architecture architecture) {
        return switch (architecture) {
            case X86_64 -> "liblua5464.so";
            case AARCH64 -> "liblua54arm64.so";
        };
    }

    /** Returns the executable for Linux on {@code architecture}. */
    public static byte[] of(Architecture architecture) {
        Assembler code = architecture.assembler();
        DynamicLinking linking = new DynamicLinking();
        LauncherCode program = new LauncherCode(code, linking);
        program.emit();
        return linking.link(
                code, program.data(), LauncherCode.DATA_SIZE, List.of(libraryFileName(architecture), "libc.so.6"));
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
