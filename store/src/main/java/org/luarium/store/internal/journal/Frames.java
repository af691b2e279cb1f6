// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.journal;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The format, big-endian. Header: 8 bytes "LUAJRNL\n", u32 version 1, 16 bytes epoch, u32 CRC-32C of the 28 bytes before.
 * Then frames: u32 length of the payload (1 to 16 MiB), u32 CRC-32C of the payload, payload. A length of 0 is not allowed,
 * so that zeros, which a file system may leave after a crash, are no frame.
 */
final class Frames {
    static final int HEADER = 32;
    static final int PREFIX = 8;
    static final int MAX_PAYLOAD = 16 << 20;

    private static final long MAGIC = 0x4C55414A524E4C0AL;
    private static final int VERSION = 1;

    private Frames() {}

    static byte[] header(UUID epoch) {
        ByteBuffer header = ByteBuffer.allocate(HEADER)
                .putLong(MAGIC)
                .putInt(VERSION)
                .putLong(epoch.getMostSignificantBits())
                .putLong(epoch.getLeastSignificantBits());
        return header.putInt(checksum(header.array(), 0, header.position())).array();
    }

    /** What is wrong with a header, or nothing. */
    static String problem(byte[] bytes) {
        ByteBuffer header = ByteBuffer.wrap(bytes);
        if (header.getLong() != MAGIC) {
            return "it does not begin like a journal";
        }
        if (header.getInt() != VERSION) {
            return "it is of version " + header.getInt(Long.BYTES) + ", and this program knows version " + VERSION;
        }
        return header.getInt(HEADER - Integer.BYTES) == checksum(bytes, 0, HEADER - Integer.BYTES)
                ? ""
                : "its header has a wrong checksum";
    }

    static UUID epoch(byte[] header) {
        ByteBuffer bytes = ByteBuffer.wrap(header, Long.BYTES + Integer.BYTES, 2 * Long.BYTES);
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    static void put(ByteBuffer target, byte[] payload) {
        target.putInt(payload.length)
                .putInt(checksum(payload, 0, payload.length))
                .put(payload);
    }

    static void checkLength(byte[] payload) {
        if (payload.length == 0 || payload.length > MAX_PAYLOAD) {
            throw new IllegalArgumentException("a record of " + payload.length + " bytes; it has 1 to " + MAX_PAYLOAD);
        }
    }

    static boolean isLength(int length) {
        return length > 0 && length <= MAX_PAYLOAD;
    }

    static int checksum(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
