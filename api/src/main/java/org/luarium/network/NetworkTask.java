// SPDX-License-Identifier: Apache-2.0
package org.luarium.network;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.luarium.vm.ExecutionResult;
import org.osgi.annotation.versioning.ProviderType;

/** A server, client or peer that runs in a VM. Ends with its VM, and with the bundle that has started it. Thread-safe. */
@ProviderType
public interface NetworkTask {
    /** What a task does. */
    enum Kind {
        /** Serves one client. */
        SERVER,
        /** Sends a line to a server. */
        CLIENT,
        /** Listens, connects to others, and sends heartbeats. */
        PEER,
        /** Says back what it hears. */
        ECHO,
        /** Sends heartbeats to a server. */
        HEARTBEAT,
        /** Gets something from a web server. */
        HTTP
    }

    /**
     * The VM it runs in.
     *
     * @return the id
     */
    String vm();

    /**
     * What is known of it now.
     *
     * @return a snapshot
     */
    NetworkTaskInfo info();

    /**
     * The port on which it listens.
     *
     * @return completed as soon as it listens, with the port; with 0 if it listens on none; fails with {@link NetworkingException} if it ends before
     */
    CompletionStage<Integer> listening();

    /**
     * What became of it.
     *
     * @return completed when it has ended: what it printed, of which the last 256 KiB are kept, and why it ended; fails if its VM was closed before it began
     */
    CompletionStage<ExecutionResult> result();

    /**
     * What it has printed so far.
     *
     * @return text, of which the last 256 KiB are kept
     */
    String output();

    /**
     * Has somebody hear what it prints: what it has printed so far and is kept, then what comes.
     *
     * @param lines called for one line at a time, in order, without its end; must not take long, as the task waits. Not called any more once it has thrown
     * @return closed to hear no more
     */
    AutoCloseable follow(Consumer<String> lines);

    /** Ends it, and returns without waiting for that. The VM lives on, and so does its state if the task does not have to be interrupted. */
    void stop();
}
