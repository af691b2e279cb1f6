// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.luarium.packages.Environment;
import org.luarium.packages.EnvironmentDamagedException;
import org.luarium.packages.EnvironmentDialectException;
import org.luarium.packages.internal.build.Layout;
import org.luarium.packages.internal.build.SharedLibraries;
import org.luarium.packages.internal.rockspec.Rockspecs;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.VmConfig;
import org.luarium.vm.spi.VmCustomizer;
import org.luarium.vm.spi.VmPreparation;

/** Gives VMs their environment. */
public final class EnvironmentCustomizer implements VmCustomizer {
    private static final int MOST_FOLDERS = 1_000;

    private final Environments environments;
    private final Map<Path, Set<Path>> libraries = new ConcurrentHashMap<>();

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
        if (config.confinement().nativeModules()) {
            libraries(name, opened.folder()).forEach(preparation::addReadable);
        }
        preparation.addPath(opened.folder() + "/share/?/init.lua");
        preparation.addPath(opened.folder() + "/share/?.lua");
        preparation.addNativePath(opened.folder() + "/lib/?.so");
    }

    /** The files of a generation stay as they are, so they are read once. */
    private Set<Path> libraries(String name, Path folder) {
        Set<Path> known = libraries.get(folder);
        if (known == null) {
            try {
                known = SharedLibraries.neededBy(folder.resolve(Layout.LIB));
            } catch (IOException | UncheckedIOException e) {
                throw new EnvironmentDamagedException(name, "its native modules cannot be read: " + e.getMessage(), e);
            }
            if (libraries.size() >= MOST_FOLDERS) {
                libraries.clear();
            }
            libraries.put(folder, known);
        }
        return known;
    }
}
