// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm.spi;

import java.util.List;
import java.util.Optional;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.VmConfig;
import org.osgi.annotation.versioning.ConsumerType;

/** Prepares VMs before their first script: gives them an environment, modules, files. An OSGi service, found while VMs are created. Must be thread-safe. */
@ConsumerType
public interface VmCustomizer {
    /**
     * Whether this customizer provides an environment. A VM that names an environment waits, bounded, for a customizer that provides it.
     *
     * @param environment the name
     * @return true if {@link #prepare} will set it up
     */
    boolean provides(String environment);

    /**
     * The environments that there are now. Where a customizer says so, a VM that names another one does not wait for it.
     *
     * @return their names; empty if this customizer does not manage environments that users name
     */
    default Optional<List<String>> environments() {
        return Optional.empty();
    }

    /**
     * Prepares one VM. Called before its process starts, also for replacements; returns without effect if there is nothing to do.
     *
     * @param config what the VM is created from
     * @param engine the interpreter it will run on
     * @param preparation what can be given to it
     * @throws org.luarium.LuariumException if the VM must not start; the creation fails with it
     */
    void prepare(VmConfig config, EngineInfo engine, VmPreparation preparation);

    /**
     * Goes on with a persistent VM that another JVM has prepared and left, and whose process runs. Called when the VM is adopted or, if this customizer comes later, as soon as it is there.
     * What is given to read has no effect any more, and templates only together with those of a later {@link ModuleFinder}.
     *
     * @param config what the VM was created from
     * @param engine the interpreter it runs on
     * @param preparation what can be given to it; {@link VmPreparation#lasting()} is the same folder as before
     */
    default void adopt(VmConfig config, EngineInfo engine, VmPreparation preparation) {
        prepare(config, engine, preparation);
    }
}
