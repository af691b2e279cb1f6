// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An isolate that runs a program of the caller's choice, joined to this JVM by a link that carries what the two have agreed on. Thread-safe, but for the two streams, each of which has one
 * user at a time.
 */
@ProviderType
public interface IsolatedProgram extends Isolate, AutoCloseable {
    /**
     * The link from the program. Ends when the program has ended or closed it, and when this isolate is closed, even for who waits in a read.
     *
     * @return a stream whose {@code available()} tells whether a read would wait, except at its end; it need not be closed
     */
    InputStream input();

    /**
     * The link to the program. A write waits for a program that does not read, and fails once the program has ended.
     *
     * @return a stream without a buffer, so that one write should carry as much as there is; it need not be closed
     */
    OutputStream output();

    /**
     * Takes what the program has written to its standard and error output, without waiting. The last 64 KiB that nobody took are kept, the start included, and until the isolate is closed.
     *
     * @return bytes, possibly none; none where a listener takes them
     */
    byte[] takeOutput();

    /**
     * How much of its standard and error output was lost because nobody took it.
     *
     * @return bytes
     */
    long lostOutput();

    /**
     * Has a listener receive all standard and error output from now on, what nobody took yet first. There is one; another replaces it. It has all of it when {@link #onExit} is completed, unless it
     * takes longer than half a second.
     *
     * @param listener called by one thread for all programs, on which it must neither block nor take long; what it throws is logged
     */
    void onOutput(Consumer<byte[]> listener);

    /**
     * Asks the program to end (SIGTERM), without waiting for it. A program that does not handle this signal may take no notice: where it sees processes of its own it is the first of them, whom
     * the kernel does not end for that. A JVM runs its shutdown hooks and ends.
     */
    void terminate();

    /**
     * What it uses now.
     *
     * @return a snapshot; nothing once it has ended
     */
    IsolateUsage usage();

    /**
     * Kills the program and all that it has started, waits for the end, at most some seconds, and frees what the isolate held: the link, its folders, and the folders that it could write to, which
     * belong to the user of this JVM again. In these, what is neither file nor folder nor link is removed. Does nothing the second time.
     */
    @Override
    void close();
}
