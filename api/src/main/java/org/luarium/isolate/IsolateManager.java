// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** All isolates of this JVM, and what the platform can do for them. An OSGi service. Thread-safe. */
@ProviderType
public interface IsolateManager {
    /**
     * Starts a program as an isolate, and returns once it has written to its link for the first time; what it wrote waits there. It ends when it is closed, at the latest with the bundle that started it and with
     * this JVM.
     *
     * @param config the program
     * @return the isolate
     * @throws IsolateStartException if there is no such program, another with its name or one of its writable folders lives, or it ends or its time is over before it has written to its link
     * @throws SandboxUnavailableException if a control is required that cannot be enforced here
     * @throws IllegalStateException if the manager has ended with its bundle
     */
    IsolatedProgram start(ProgramConfig config);

    /**
     * The isolates that live, those waiting in a pool included.
     *
     * @return a snapshot
     */
    List<Isolate> list();

    /**
     * Looks an isolate up.
     *
     * @param name its name
     * @return the isolate, if it lives
     */
    Optional<Isolate> find(String name);

    /**
     * Checks every layer that isolates rest on by using it, not by looking for it: starts a process on each interpreter, and takes
     * seconds if one of them hangs.
     *
     * @return one finding a layer, the most important first
     */
    List<Diagnosis> diagnose();
}
