// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.segment;

import java.nio.ByteBuffer;
import java.util.List;

/** Bytes that are shared. Thread-safe; after it is closed, accesses throw {@link IllegalStateException}. */
interface Memory {
    long bytes();

    void read(long at, ByteBuffer into);

    void write(long at, ByteBuffer from);

    /** The bytes themselves. */
    List<ByteBuffer> parts(boolean writable);

    void close();
}
