// SPDX-License-Identifier: Apache-2.0
package org.luarium.network;

import java.util.concurrent.CompletionStage;
import org.luarium.vm.ExecutionResult;
import org.osgi.annotation.versioning.ProviderType;

/** A server, client or peer that runs in a VM. Thread-safe. */
@ProviderType
public interface NetworkTask {
    /**
     * The VM it runs in.
     *
     * @return the id
     */
    String vm();

    /**
     * The port on which it listens.
     *
     * @return completed as soon as it listens, with the port; with 0 if it listens on none; fails with {@link NetworkingException} if it ends before
     */
    CompletionStage<Integer> listening();

    /**
     * What became of it.
     *
     * @return completed when it has ended: what it printed, and why it ended
     */
    CompletionStage<ExecutionResult> result();

    /** Ends it, and returns without waiting for that. The VM lives on. */
    void stop();
}
