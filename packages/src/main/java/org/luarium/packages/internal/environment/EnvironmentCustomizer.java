// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.luarium.packages.Environment;
import org.luarium.packages.EnvironmentDamagedException;
import org.luarium.packages.EnvironmentDialectException;
import org.luarium.packages.internal.rockspec.Rockspecs;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.VmConfig;
import org.luarium.vm.spi.VmCustomizer;
import org.luarium.vm.spi.VmPreparation;

/** Gives VMs their environment. */
public final class EnvironmentCustomizer implements VmCustomizer {
    private final Environments environments;

    public EnvironmentCustomizer(Environments environments) {
        this.environments = environments;
    }

    @Override
    public boolean provides(String environment) {
        return environments.exists(environment);
    }

    @Override
    public void prepare(VmConfig config, EngineInfo engine, VmPreparation preparation) {
        if (config.id().startsWith(Rockspecs.VM_PREFIX) || config.id().startsWith(ModuleCheck.VM_PREFIX)) {
            return;
        }
        Optional<String> named = config.environment();
        String name = named.orElse(Environment.DEFAULT);
        if (!environments.exists(name)) {
            return;
        }
        String dialect = environments.dialect(name);
        if (!dialect.equals(engine.dialect())) {
            if (named.isPresent()) {
                throw new EnvironmentDialectException(name, dialect, engine.name());
            }
            return;
        }
        Environments.Opened opened;
        try {
            Optional<Environments.Opened> found = environments.open(name);
            if (found.isEmpty()) {
                return;
            }
            opened = found.get();
        } catch (IOException | UncheckedIOException e) {
            throw new EnvironmentDamagedException(name, "its files cannot be made ready: " + e.getMessage(), e);
        }
        preparation.onClose(opened);
        preparation.addReadable(opened.all());
        preparation.addPath(opened.folder() + "/share/?/init.lua");
        preparation.addPath(opened.folder() + "/share/?.lua");
        preparation.addNativePath(opened.folder() + "/lib/?.so");
    }
}
