// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** A supervised child process, joined to this JVM by one link. Thread-safe. */
@ProviderType
public interface Isolate {
    /**
     * What is known of it now.
     *
     * @return a snapshot
     */
    IsolateInfo info();

    /**
     * What is enforced for it.
     *
     * @return the report made when it started
     */
    ConfinementReport confinement();

    /**
     * Tells when its process has ended.
     *
     * @return completed with the exit status within 1 s of the end, on a thread on which callbacks must neither block nor take long;
     *     cannot be completed by callers
     */
    CompletionStage<ExitStatus> onExit();

    /**
     * Kills its process and all of its process group, without waiting for the end. What runs in it ends as crashed. Does nothing once it has
     * ended.
     */
    void kill();
}
