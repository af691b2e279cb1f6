// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.time.Duration;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.VmConfig;
import org.luarium.vm.spi.VmCustomizer;

/** Lets every customizer prepare a process. */
final class Customizers {
    private final Iterable<VmCustomizer> customizers;

    Customizers(Iterable<VmCustomizer> customizers) {
        this.customizers = customizers;
    }

    Preparation prepare(VmConfig config, EngineInfo engine, Duration wait) {
        config.environment().ifPresent(name -> await(config.id(), name, wait));
        Preparation preparation = new Preparation();
        try {
            for (VmCustomizer customizer : customizers) {
                customizer.prepare(config, engine, preparation);
            }
        } catch (RuntimeException e) {
            preparation.close();
            throw e;
        }
        return preparation;
    }

    private void await(String vm, String environment, Duration wait) {
        long began = System.nanoTime();
        while (!provided(environment)) {
            long waited = System.nanoTime() - began;
            if (waited > wait.toNanos() || Thread.currentThread().isInterrupted()) {
                throw new UnsupportedOperationException("VM " + vm + " asks for environment '" + environment
                        + "', which no installed bundle provides; install the packages bundle or create it first");
            }
            Spin.pause(waited);
        }
    }

    private boolean provided(String environment) {
        for (VmCustomizer customizer : customizers) {
            if (customizer.provides(environment)) {
                return true;
            }
        }
        return false;
    }
}
