// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

/**
 * Receives the output of a script while it runs. Called by one thread at a time, in order. As long as a call lasts, the
 * script is held back: this is the back-pressure.
 */
@FunctionalInterface
public interface OutputListener {
    /** Where output was written. */
    enum Stream {
        /** Standard output. */
        STDOUT,
        /** Standard error. */
        STDERR
    }

    /**
     * Receives a piece of output. It may end in the middle of a line or of a UTF-8 character. An exception thrown here interrupts the script.
     *
     * @param stream where it was written
     * @param bytes the output; owned by the listener
     */
    void output(Stream stream, byte[] bytes);
}
