// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm.spi;

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
     * Prepares one VM. Called before its process starts, also for replacements; returns without effect if there is nothing to do.
     *
     * @param config what the VM is created from
     * @param engine the interpreter it will run on
     * @param preparation what can be given to it
     * @throws org.luarium.LuariumException if the VM must not start; the creation fails with it
     */
    void prepare(VmConfig config, EngineInfo engine, VmPreparation preparation);
}
