// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

/**
 * Receives the output of a script while it runs. Called by one thread at a time for each run, in order; a listener of a broadcast is
 * called for several VMs at once. While a call lasts, nothing more is read, so that a script which writes on has to wait: this is the
 * back-pressure. Once the script is being stopped, nothing more comes. A listener cannot use the VM that it listens to: that is a
 * {@link VmBusyException}.
 */
@FunctionalInterface
public interface OutputListener {
    /** Where output was written. */
    enum Stream {
        /** Standard output. */
        STDOUT,
        /** Standard error. */
        STDERR,
        /** The values that a {@linkplain Script#prompt(String) line of a prompt} has returned, as Lua's own prompt shows them. */
        VALUES
    }

    /**
     * Receives a piece of output. It may end in the middle of a line or of a UTF-8 character. An exception thrown here is logged and
     * interrupts the script.
     *
     * @param stream where it was written; STDOUT for all that was written past Lua, by a child process for example
     * @param bytes the output, not empty; the listener may keep and change it
     */
    void output(Stream stream, byte[] bytes);

    /**
     * Receives a piece of output with its place in the life of the process. The JVM may be killed just after this has returned; whoever adopts a persistent VM hears the last piece
     * again then, and knows it by its place.
     *
     * @param stream as {@link #output(Stream, byte[])}
     * @param bytes as {@link #output(Stream, byte[])}
     * @param place grows with each piece of this process; 0 if the VM is not persistent
     */
    default void output(Stream stream, byte[] bytes, long place) {
        output(stream, bytes);
    }
}
