// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.journal;

import java.nio.ByteBuffer;

/** Takes what a journal says. */
public interface JournalListener {
    /** What comes next is the first record of a file. Forget all you know: the positions are void. */
    void restarted();

    /**
     * A record, in the order of the file.
     *
     * @param position for {@link Journal#read}
     * @param payload valid during the call
     */
    void record(long position, ByteBuffer payload);
}
