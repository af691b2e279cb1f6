// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.segment;

import java.nio.ByteBuffer;
import org.luarium.extension.spi.NumberType;

/** Numbers of each type in buffers. */
final class Numbers {
    private Numbers() {}

    static long toLong(NumberType type, ByteBuffer in) {
        return switch (type) {
            case BOOL -> in.get() == 0 ? 0 : 1;
            case INT8 -> in.get();
            case UINT8 -> in.get() & 0xff;
            case INT16 -> in.getShort();
            case UINT16 -> in.getShort() & 0xffff;
            case INT32 -> in.getInt();
            case UINT32 -> in.getInt() & 0xffff_ffffL;
            case INT64 -> in.getLong();
            case FLOAT32, FLOAT64 -> throw new IllegalArgumentException(type.toString());
        };
    }

    static double toDouble(NumberType type, ByteBuffer in) {
        return switch (type) {
            case FLOAT32 -> in.getFloat();
            case FLOAT64 -> in.getDouble();
            default -> toLong(type, in);
        };
    }

    static void put(NumberType type, long value, ByteBuffer out) {
        switch (type) {
            case BOOL -> out.put((byte) (value == 0 ? 0 : 1));
            case INT8, UINT8 -> out.put((byte) value);
            case INT16, UINT16 -> out.putShort((short) value);
            case INT32, UINT32 -> out.putInt((int) value);
            case INT64 -> out.putLong(value);
            case FLOAT32, FLOAT64 -> throw new IllegalArgumentException(type.toString());
        }
    }

    static void put(NumberType type, double value, ByteBuffer out) {
        switch (type) {
            case FLOAT32 -> out.putFloat((float) value);
            case FLOAT64 -> out.putDouble(value);
            default -> put(type, (long) value, out);
        }
    }
}
