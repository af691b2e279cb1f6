// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

/** How two 64-bit values compare, and the condition code of each architecture for it. */
enum Condition {
    EQUAL(0x4, 0x0),
    NOT_EQUAL(0x5, 0x1),
    LESS(0xC, 0xB),
    LESS_OR_EQUAL(0xE, 0xD),
    GREATER(0xF, 0xC),
    GREATER_OR_EQUAL(0xD, 0xA),
    UNSIGNED_GREATER(0x7, 0x8);

    final int x64;
    final int a64;

    Condition(int x64, int a64) {
        this.x64 = x64;
        this.a64 = a64;
    }
}
