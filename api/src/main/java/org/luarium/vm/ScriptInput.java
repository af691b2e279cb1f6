// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import java.io.IOException;
import java.io.InputStream;

/**
 * The standard input of a script. Asked only when the script reads, for blocks of up to 1 MiB: more than the script wants at that moment may be
 * taken, and is kept in the VM. Called by one thread at a time.
 */
@FunctionalInterface
public interface ScriptInput {
    /**
     * Gives the next bytes. May block; the wall time of the script goes on meanwhile, but its end cannot wake a thread that blocks here.
     *
     * @param most how many bytes are wanted at most
     * @return 1 to {@code most} bytes, or an empty array at the end of the input
     * @throws IOException if the input is broken; the script sees it as an error of {@code io.read}
     */
    byte[] read(int most) throws IOException;

    /**
     * Whether {@link #read(int)} would return at once. If not, and the script runs in the background, no thread waits for it: it is asked again within some milliseconds. Once the script is being
     * stopped, it is read without being asked. Must not block.
     *
     * @return false to be asked again
     */
    default boolean ready() {
        return true;
    }

    /**
     * Reads from a stream, as much at a time as one read of it gives.
     *
     * @param stream the stream; never closed here
     * @return an input
     */
    static ScriptInput of(InputStream stream) {
        return most -> {
            byte[] buffer = new byte[most];
            int count = stream.read(buffer, 0, most);
            return count <= 0 ? new byte[0] : java.util.Arrays.copyOf(buffer, count);
        };
    }
}
