// SPDX-License-Identifier: Apache-2.0
package org.luarium.vm.spi;

import org.osgi.annotation.versioning.ConsumerType;

/** Finds modules that were not there when a VM started. Must be thread-safe; has its own state for each process. */
@ConsumerType
@FunctionalInterface
public interface ModuleFinder {
    /**
     * Lets a VM that runs have a module, if it has to be given something for that.
     *
     * @param module what is going to be loaded
     * @param preparation what can be given: templates, which take the place of all that this customizer gave before, functions, and resources, which are closed with those of before; files
     *     cannot be given any more
     * @throws org.luarium.LuariumException if it is there, but this VM cannot have it
     */
    void find(String module, VmPreparation preparation);
}
