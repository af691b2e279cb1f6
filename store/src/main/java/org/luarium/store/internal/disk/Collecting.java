// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.internal.disk;

import java.nio.ByteBuffer;
import java.util.List;
import org.luarium.store.internal.journal.JournalListener;

/** Keeps the payloads of all records that an index can read. */
final class Collecting implements JournalListener {
    private final Index index;
    private final List<byte[]> payloads;

    Collecting(Index index, List<byte[]> payloads) {
        this.index = index;
        this.payloads = payloads;
    }

    @Override
    public void restarted() {
        index.restarted();
        payloads.clear();
    }

    @Override
    public void record(long position, ByteBuffer payload) {
        if (index.invalid().isPresent()) {
            return;
        }
        byte[] copy = new byte[payload.remaining()];
        payload.duplicate().get(copy);
        index.record(position, payload);
        if (index.invalid().isEmpty()) {
            payloads.add(copy);
        }
    }
}
