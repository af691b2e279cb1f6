// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.rpc;

import java.nio.ByteBuffer;
import org.luarium.extension.spi.SharedBuffer;
import org.luarium.extension.spi.ValueException;

/** Memory that both sides of a link share, for large arrays and for buffers. What stands for them in frames comes from here. Thread-safe. */
public interface Segments {
    /** From how many bytes on an array goes through a segment. */
    int LEAST = 64 << 10;

    /** Shares nothing. */
    Segments NONE = new Segments() {
        @Override
        public long put(long bytes, Part part) {
            return 0;
        }

        @Override
        public void check(long number, long bytes) {
            throw new ValueException("an array was sent through memory, but none is shared", null);
        }

        @Override
        public void take(long number, long bytes, Part part) {
            check(number, bytes);
        }

        @Override
        public byte[] lend(SharedBuffer buffer) {
            throw new ValueException(
                    "a shared buffer can only be passed to the extension that shares it, through its own memory", null);
        }

        @Override
        public SharedBuffer borrow(byte[] sent) {
            throw new ValueException("a shared buffer was sent, but no memory is shared", null);
        }

        @Override
        public void done(byte[] sent) {}

        @Override
        public void undo(byte[] sent) {}

        @Override
        public void released(long number) {}
    };

    /** Writes a piece of an array into a buffer, lowest byte first, or reads it from there. */
    interface Part {
        void at(long at, ByteBuffer piece);
    }

    /** Writes an array to a new segment for the other side. Returns its number; 0 if it has to be sent in the frame. */
    long put(long bytes, Part part);

    /** Checks that there is a segment of the other side with so many bytes of an array. */
    void check(long number, long bytes);

    /** Reads an array out of a segment of the other side. */
    void take(long number, long bytes, Part part);

    /** What stands for a buffer; the other side has a lease then. */
    byte[] lend(SharedBuffer buffer);

    /** A buffer that was lent by the other side. */
    SharedBuffer borrow(byte[] sent);

    /** What was sent has been read, or never will be. */
    void done(byte[] sent);

    /** What was to be sent was not. */
    void undo(byte[] sent);

    /** The other side needs a segment no longer. */
    void released(long number);
}
