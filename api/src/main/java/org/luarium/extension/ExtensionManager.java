// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension;

import java.util.List;
import java.util.Optional;
import org.luarium.isolate.Diagnosis;
import org.osgi.annotation.versioning.ProviderType;

/** Loads extensions. An OSGi service. Thread-safe. */
@ProviderType
public interface ExtensionManager {
    /**
     * Loads an extension and waits until it can be called. Its interfaces are published as services then.
     *
     * @param spec what to load
     * @return the extension
     * @throws ExtensionAlreadyLoadedException if there is one of this name, which goes on
     * @throws ExtensionStartException if it cannot be started
     * @throws DependencyException if its class path cannot be made
     * @throws org.luarium.isolate.SandboxUnavailableException if it requires a control that cannot be enforced here
     */
    Extension load(ExtensionSpec spec);

    /**
     * Looks an extension up.
     *
     * @param name its name
     * @return the extension, if it is loaded
     */
    Optional<Extension> find(String name);

    /**
     * Looks an extension up that has to be there.
     *
     * @param name its name
     * @return the extension
     * @throws ExtensionNotFoundException if it is not loaded
     */
    Extension get(String name);

    /**
     * The extensions that are loaded.
     *
     * @return a snapshot, by name
     */
    List<Extension> list();

    /**
     * Checks by using it what extensions need: a JVM and interpreters for processes, confinement, shared memory.
     *
     * @return one finding for each
     */
    List<Diagnosis> diagnose();
}
