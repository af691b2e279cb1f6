// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm;

import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/** A script that runs in an adopted VM, or has ended unheard: the JVM that had started it is gone. Thread-safe. */
@ProviderType
public interface OrphanScript {
    /**
     * What it was labelled with.
     *
     * @return its {@link Script#label()}
     */
    String label();

    /**
     * Takes it over. Until then its output waits, and so does the script once it has written more than can wait; whoever asks something else of the VM, lets it go on and loses its output.
     *
     * @param output hears its output, from the first that was not heard for certain
     * @param input where it reads from
     * @return what comes of it. If the script had ended and its result had been heard, but perhaps not dealt with, that result again
     * @throws IllegalStateException if it was taken over already
     */
    CompletableFuture<ExecutionResult> resume(OutputListener output, ScriptInput input);
}
