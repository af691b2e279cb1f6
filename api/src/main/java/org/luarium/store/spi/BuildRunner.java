// SPDX-License-Identifier: Apache-2.0
package org.luarium.store.spi;

import java.util.concurrent.CompletableFuture;
import org.luarium.isolate.SandboxUnavailableException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Runs build steps confined. An OSGi service. Thread-safe; any number of steps run at once.
 *
 * <p>A step sees the system folders ({@code /usr} with what belongs to it, and of {@code /etc} and {@code /dev} what toolchains need), its inputs, its output
 * folder and a private {@code /tmp}, which also is {@code /dev/shm}. It has no {@code /proc}. When its first process ends, whatever it started ends too.
 * That process has the pid 1, so a signal from inside that it does not handle has no effect on it.
 *
 * <p>What a machine cannot enforce is left out, and the report of the result says so; a step whose mode is REQUIRED does not start then.
 *
 * <p>While a step runs, its output folder may belong to another user. Afterwards all of it belongs to the user of this JVM and is files, folders and symbolic links, without
 * setuid and setgid bits; other kinds of files are removed. Links may lead anywhere: do not follow them.
 */
@ProviderType
public interface BuildRunner {
    /**
     * Runs a step and waits for its end. A step that fails is a result. When the waiting thread is interrupted, the step is killed, and the interrupt flag stays set.
     *
     * @param step what to run
     * @return how it ended
     * @throws BuildStartException if nothing was started: a path is missing or is no real path, or the machine refused
     * @throws BuildOutputException if the output folder could not be given to the step or taken back
     * @throws SandboxUnavailableException if the step requires a control that cannot be enforced here
     */
    BuildResult run(BuildStep step);

    /**
     * Runs a step on a thread of the runner, of which there are as many as processors; others wait. Cancelling the future kills the step.
     *
     * @param step what to run
     * @return how it ended, or what {@link #run} throws
     */
    CompletableFuture<BuildResult> runAsync(BuildStep step);
}
