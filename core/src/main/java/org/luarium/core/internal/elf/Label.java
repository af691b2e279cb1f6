// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.elf;

/** A place in generated code, as an offset from its first byte; may lie behind the code. */
final class Label {
    private static final int UNBOUND = -1;

    private int offset = UNBOUND;

    void bind(int newOffset) {
        if (offset != UNBOUND) {
            throw new IllegalStateException("label is already bound to " + offset);
        }
        offset = newOffset;
    }

    int offset() {
        if (offset == UNBOUND) {
            throw new IllegalStateException("label was never bound");
        }
        return offset;
    }
}
