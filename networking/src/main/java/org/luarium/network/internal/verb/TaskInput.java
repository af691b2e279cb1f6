// SPDX-License-Identifier: Apache-2.0
package org.luarium.network.internal.verb;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.luarium.vm.ScriptInput;

/** The input of a program: a line that tells the host that its turn has come, then what the host knows only later. Thread-safe. */
final class TaskInput implements ScriptInput {
    private final Runnable begun;
    private boolean first = true; // guarded by this
    private @Nullable ByteArrayInputStream rest; // guarded by this

    /** @param begun called when the program has begun, before it does anything */
    TaskInput(Runnable begun) {
        this.begun = begun;
    }

    /** Gives what comes after the first line, and ends the input. Only the first call counts. */
    synchronized void give(String text) {
        if (rest == null) {
            rest = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Override
    public byte[] read(int most) {
        synchronized (this) {
            if (!first) {
                ByteArrayInputStream left = rest;
                return left == null ? new byte[0] : next(left, most);
            }
            first = false;
        }
        begun.run();
        return new byte[] {'\n'};
    }

    private static byte[] next(ByteArrayInputStream left, int most) {
        byte[] block = new byte[Math.min(most, left.available())];
        left.readNBytes(block, 0, block.length);
        return block;
    }

    @Override
    public synchronized boolean ready() {
        return first || rest != null;
    }
}
