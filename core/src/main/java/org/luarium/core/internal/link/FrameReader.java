// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.link;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts the bytes of a child into frames, without ever allocating more than what has arrived or is allowed.
 *
 * <p>One buffer holds unread bytes {@code [start, end)}. It grows while a frame needs it and shrinks when it was large for one frame only. Not
 * thread-safe.
 */
public final class FrameReader {
    private static final int HEADER = 4;
    private static final int SMALL = 8 << 10;
    private static final int STREAM = 64 << 10;

    private final int maxFrame;
    private byte[] buffer = new byte[SMALL];
    private int start;
    private int end;
    private int bodyStart;
    private int bodyEnd;
    private int position;

    public FrameReader(int maxFrame) {
        this.maxFrame = maxFrame;
    }

    /** Reads once. Returns false at the end of the stream. */
    public boolean fill(InputStream in) throws IOException {
        if (end == buffer.length) {
            makeRoom();
        }
        int count = in.read(buffer, end, buffer.length - end);
        if (count < 0) {
            return false;
        }
        end += count;
        return true;
    }

    private void makeRoom() {
        int unread = end - start;
        if (start > 0 && unread < buffer.length / 2) {
            System.arraycopy(buffer, start, buffer, 0, unread);
        } else {
            // A frame is given room as its bytes arrive, not because its header claims a size.
            buffer = Arrays.copyOfRange(buffer, start, start + Math.max(STREAM, buffer.length * 2));
        }
        start = 0;
        end = unread;
    }

    /** Moves to the next complete frame. Returns false if more bytes are needed. */
    public boolean next() throws ProtocolException {
        int unread = end - start;
        if (unread < HEADER) {
            compactIfEmpty(unread);
            return false;
        }
        long size = int32(start) & 0xffff_ffffL;
        if (size < 2 || size > maxFrame) {
            throw new ProtocolException("frame of " + size + " bytes, allowed are 2 to " + maxFrame);
        }
        if (unread - HEADER < size) {
            return false;
        }
        bodyStart = start + HEADER;
        bodyEnd = bodyStart + (int) size;
        position = bodyStart + 2;
        if ((buffer[bodyStart] & 0xf0) != 0x90) {
            throw new ProtocolException("frame does not begin with an array");
        }
        start = bodyEnd;
        return true;
    }

    private void compactIfEmpty(int unread) {
        if (unread == 0) {
            start = 0;
            end = 0;
        }
    }

    /** Gives a large buffer back when nothing is unread. */
    public void relax() {
        if (start == end && buffer.length > STREAM) {
            buffer = new byte[SMALL];
        }
        compactIfEmpty(end - start);
    }

    /** How many bytes were read that are behind the current frame. */
    public int unread() {
        return end - start;
    }

    public int type() {
        return buffer[bodyStart + 1];
    }

    public int elements() {
        return buffer[bodyStart] & 0x0f;
    }

    /** Reads the id that follows the type, always four bytes wide. */
    public int id() throws ProtocolException {
        require(5);
        if ((buffer[position] & 0xff) != 0xce) {
            throw new ProtocolException("no id where one belongs");
        }
        int id = int32(position + 1);
        position += 5;
        return id;
    }

    /** Reads a small non-negative integer. */
    public int small() throws ProtocolException {
        require(1);
        int value = buffer[position++];
        if (value < 0) {
            throw new ProtocolException("no small integer where one belongs");
        }
        return value;
    }

    /** Reads a 32-bit integer. */
    public int integer() throws ProtocolException {
        require(5);
        if ((buffer[position] & 0xff) != 0xd2) {
            throw new ProtocolException("no integer where one belongs");
        }
        int value = int32(position + 1);
        position += 5;
        return value;
    }

    public boolean bool() throws ProtocolException {
        require(1);
        return switch (buffer[position++] & 0xff) {
            case 0xc2 -> false;
            case 0xc3 -> true;
            default -> throw new ProtocolException("no boolean where one belongs");
        };
    }

    /** Reads the header of a byte string; its bytes are then {@link #array()} from {@link #position()}. */
    public int binHeader() throws ProtocolException {
        require(2);
        int lead = buffer[position] & 0xff;
        long length;
        if (lead == 0xc4) {
            length = buffer[position + 1] & 0xff;
            position += 2;
        } else if (lead == 0xc6) {
            require(5);
            length = int32(position + 1) & 0xffff_ffffL;
            position += 5;
        } else {
            throw new ProtocolException("no byte string where one belongs");
        }
        if (length > bodyEnd - position) {
            throw new ProtocolException("byte string longer than its frame");
        }
        return (int) length;
    }

    /** Reads a byte string. */
    public byte[] bin() throws ProtocolException {
        int length = binHeader();
        byte[] bytes = Arrays.copyOfRange(buffer, position, position + length);
        position += length;
        return bytes;
    }

    public byte[] array() {
        return buffer;
    }

    public int position() {
        return position;
    }

    public void skip(int count) {
        position += count;
    }

    /** The end of the current frame. */
    public int limit() {
        return bodyEnd;
    }

    private void require(int count) throws ProtocolException {
        if (bodyEnd - position < count) {
            throw new ProtocolException("frame ends too early");
        }
    }

    private int int32(int at) {
        return (buffer[at] << 24)
                | (buffer[at + 1] & 0xff) << 16
                | (buffer[at + 2] & 0xff) << 8
                | (buffer[at + 3] & 0xff);
    }
}
