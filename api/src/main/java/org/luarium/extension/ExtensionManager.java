// SPDX-License-Identifier: Apache-2.0
package org.luarium.extension;

import java.nio.file.Path;
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
     * Loads an extension that a file describes, as {@link #load(ExtensionSpec)} does. The file is read once: a reload keeps to what it said, but takes its jars as they are then.
     *
     * @param descriptor a file of properties as {@code docs/extensions.md} tells, or a folder that has one with the name {@code extension.properties}. Jars that it names are relative to its folder; if it names none,
     *     they are all of that folder
     * @return the extension
     * @throws java.io.UncheckedIOException if the file cannot be read
     * @throws IllegalArgumentException if something in it is wrong; names it
     * @throws ExtensionException as {@link #load(ExtensionSpec)} does
     */
    Extension load(Path descriptor);

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
