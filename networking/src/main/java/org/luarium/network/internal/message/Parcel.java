// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.message;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.luarium.value.LuaReference;
import org.luarium.value.LuaString;
import org.luarium.value.LuaTable;
import org.luarium.value.LuaValue;

/**
 * A value that can be sent. Immutable.
 *
 * @param value the value
 * @param heapBytes what it takes in this JVM, about
 * @param frameBytes what it takes on its way to a VM, at most
 */
record Parcel(LuaValue value, long heapBytes, long frameBytes) {
    /** What a child takes; the tables of a VM are not deeper either when they come out. */
    private static final int DEEPEST = 100;

    private static final int HEAP_MESSAGE = 200;
    private static final int HEAP_VALUE = 24;
    private static final int HEAP_STRING = 48;
    private static final int HEAP_TABLE = 96;
    private static final int HEAP_ENTRY = 64;
    private static final int FRAME_VALUE = 9;

    /** Besides the value, a frame has who sent it, where, and numbers. */
    private static final int FRAME_MESSAGE = 1024;

    /** A message: anything but {@code nil}, which could not be told from none. */
    static Parcel message(LuaValue value) {
        if (requireNonNull(value, "message").isNil()) {
            throw new IllegalArgumentException("a message must not be nil; send false, or an empty table");
        }
        return answer(value);
    }

    /** Anything without functions, userdata and threads. */
    static Parcel answer(LuaValue value) {
        Scales scales = new Scales();
        scales.weigh(value, 0);
        return new Parcel(value, scales.heap, scales.frame);
    }

    private static final class Scales {
        private long heap = HEAP_MESSAGE;
        private long frame = FRAME_MESSAGE;

        void weigh(LuaValue value, int depth) {
            heap += HEAP_VALUE;
            frame += FRAME_VALUE;
            if (value instanceof LuaString text) {
                heap += HEAP_STRING + (long) text.length();
                frame += text.length();
            } else if (value instanceof LuaTable table) {
                if (depth >= DEEPEST) {
                    throw new IllegalArgumentException("a table is nested more than " + DEEPEST + " deep");
                }
                weigh(table, depth + 1);
            } else if (value instanceof LuaReference other) {
                throw new IllegalArgumentException(
                        other.typeName().equals("table")
                                ? "a table that contains itself, or is too deep, cannot be sent"
                                : "a " + other.typeName() + " cannot be sent: it cannot leave its VM");
            }
        }

        private void weigh(LuaTable table, int depth) {
            heap += HEAP_TABLE;
            // Its map is a copy.
            if (table.size() == table.asList().size()) {
                for (LuaValue item : table.asList()) {
                    weigh(item, depth);
                }
                return;
            }
            for (Map.Entry<LuaValue, LuaValue> entry : table.asMap().entrySet()) {
                heap += HEAP_ENTRY;
                weigh(entry.getKey(), depth);
                weigh(entry.getValue(), depth);
            }
        }
    }
}
