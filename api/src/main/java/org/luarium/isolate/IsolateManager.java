// SPDX-License-Identifier: Apache-2.0
package org.luarium.isolate;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** All isolates of this JVM, and what the platform can do for them. An OSGi service. Thread-safe. */
@ProviderType
public interface IsolateManager {
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
