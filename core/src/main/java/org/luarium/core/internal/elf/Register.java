// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

/**
 * A register by its role in the calling conventions of C and of the kernel, and its number on each architecture.
 *
 * <p>A system call or a C call destroys the arguments, the temporaries and {@link #RESULT}, which on aarch64 is the
 * same register as {@link #ARG0}. It keeps the saved ones.
 */
enum Register {
    ARG0(7, 0),
    ARG1(6, 1),
    ARG2(2, 2),
    ARG3(1, 3),
    ARG4(8, 4),
    ARG5(9, 5),
    RESULT(0, 0),
    SAVED0(3, 19),
    SAVED1(5, 20),
    SAVED2(12, 21),
    SAVED3(13, 22),
    SAVED4(14, 23),
    SAVED5(15, 24),
    TEMP0(10, 9),
    TEMP1(11, 10),
    STACK(4, 31);

    static final Register[] ARGUMENTS = {ARG0, ARG1, ARG2, ARG3, ARG4, ARG5};

    final int x64;
    final int a64;

    Register(int x64, int a64) {
        this.x64 = x64;
        this.a64 = a64;
    }
}
