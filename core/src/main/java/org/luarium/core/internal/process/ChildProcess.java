// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.luarium.isolate.ExitStatus;

/** A child process with its two directions of the link. Signals may be sent by any thread; the streams have one user at a time. */
public interface ChildProcess {
    long pid();

    Instant started();

    /** How it talks to the host: {@code fifo} or {@code stdio}. */
    String linkKind();

    /** From the child. {@code available()} tells whether a read would block, except at the end of the stream. */
    InputStream input();

    OutputStream output();

    /** Throws if the program could not be started after all. */
    default void checkStarted() throws IOException {}

    /** Waits, bounded, until the program runs; throws if it could not be started. */
    default void awaitStart() throws IOException {}

    /** Called once the child has answered for the first time; from then on a broken link shows on the streams. */
    void connected() throws IOException;

    /** Whether {@link #takeRaw} would give anything. */
    boolean rawWaiting();

    /**
     * Whether nobody holds the other end of {@link #input()} any more and all of it was read, although the process may live. False where that cannot be told. Takes
     * microseconds, or a request to the spawner; one caller at a time.
     */
    default boolean hungUp() {
        return false;
    }

    /** Takes what was written directly to descriptors 1 and 2, without waiting; empty if there is nothing. */
    byte[] takeRaw();

    /** Sends the soft interrupt and returns when it was sent: a frame written afterwards arrives later. */
    void interrupt();

    /** Asks it to end, or kills it where that cannot be asked. */
    default void terminate() {
        kill();
    }

    /** Kills the whole process tree. */
    void kill();

    /** Completed when the process has ended and was reaped. */
    CompletableFuture<ExitStatus> exit();

    /** Makes a thread return that is blocked in {@link #input()}, although something still holds the other end. */
    void releaseReader();

    /** Where is noted what the next JVM has to know. */
    default Journal journal() {
        return Journal.NONE;
    }

    /** Whether it outlives this JVM. */
    default boolean kept() {
        return journal() != Journal.NONE;
    }

    /** Has all who wait for it return: it is left to the next JVM. Only if it is kept. */
    default void leave() {}

    /** Whether it was left. */
    default boolean left() {
        return false;
    }

    /** Frees the descriptors of this JVM, after {@link #leave}. */
    default void close() {}

    /** Frees descriptors and files. Only after the end of the process. */
    void dispose();

    default boolean exited() {
        return exit().isDone();
    }
}
