// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.luarium.packages.Environment;
import org.luarium.packages.EnvironmentDamagedException;
import org.luarium.packages.EnvironmentDialectException;
import org.luarium.packages.InstalledRock;
import org.luarium.packages.internal.build.Layout;
import org.luarium.packages.internal.build.SharedLibraries;
import org.luarium.packages.internal.rockspec.Rockspecs;
import org.luarium.store.Ref;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.VmConfig;
import org.luarium.vm.spi.VmCustomizer;
import org.luarium.vm.spi.VmPreparation;

/** Gives VMs their environment. */
public final class EnvironmentCustomizer implements VmCustomizer {
    private static final int MOST_KNOWN = 1_000;

    private final Environments environments;
    private final Map<List<Ref.RRef>, Set<Path>> libraries = new ConcurrentHashMap<>();

    public EnvironmentCustomizer(Environments environments) {
        this.environments = environments;
    }

    @Override
    public boolean provides(String environment) {
        return environments.exists(environment);
    }

    @Override
    public Optional<List<String>> environments() {
        return Optional.of(environments.names());
    }

    @Override
    public void prepare(VmConfig config, EngineInfo engine, VmPreparation preparation) {
        if (isOurs(config)) {
            return;
        }
        String name = config.environment().orElse(Environment.DEFAULT);
        PinnedEnvironment pinned = new PinnedEnvironment(environments, name, config.id(), engine);
        try {
            if (preparation.lasting().isPresent()) {
                environments.forget(preparation.lasting().get());
            }
            if (environments.exists(name)) {
                String dialect = environments.dialect(name);
                if (dialect.equals(engine.dialect())) {
                    Optional<Environments.Opened> opened = pinned.begin(preparation);
                    if (opened.isPresent() && config.confinement().nativeModules()) {
                        libraries(name, opened.get()).forEach(preparation::addReadable);
                    }
                } else if (config.environment().isPresent()) {
                    throw new EnvironmentDialectException(name, dialect, engine.name());
                }
            } else if (config.environment().isPresent()) {
                return;
            }
            // Files can be given now only, those of later generations too.
            preparation.addShared(environments.visible(name));
        } catch (IOException | UncheckedIOException e) {
            throw damaged(name, e);
        }
        preparation.onMissing(pinned);
    }

    @Override
    public void adopt(VmConfig config, EngineInfo engine, VmPreparation preparation) {
        Optional<Path> folder = preparation.lasting();
        if (isOurs(config) || folder.isEmpty()) {
            return;
        }
        String name = config.environment().orElse(Environment.DEFAULT);
        PinnedEnvironment pinned = new PinnedEnvironment(environments, name, config.id(), engine);
        try {
            pinned.resume(folder.get(), preparation);
        } catch (IOException | UncheckedIOException e) {
            throw damaged(name, e);
        }
        preparation.onMissing(pinned);
    }

    private static boolean isOurs(VmConfig config) {
        return config.id().startsWith(Rockspecs.VM_PREFIX) || config.id().startsWith(ModuleCheck.VM_PREFIX);
    }

    private static EnvironmentDamagedException damaged(String name, Exception cause) {
        return new EnvironmentDamagedException(name, "its files cannot be made ready: " + cause.getMessage(), cause);
    }

    /** Read once for the same rocks. A folder would not do: an environment that is deleted and made anew begins with the same. */
    private Set<Path> libraries(String name, Environments.Opened opened) {
        List<Ref.RRef> rocks =
                opened.lock().rocks().stream().map(InstalledRock::object).toList();
        Set<Path> known = libraries.get(rocks);
        if (known == null) {
            try {
                known = SharedLibraries.neededBy(opened.folder().resolve(Layout.LIB));
            } catch (IOException | UncheckedIOException e) {
                throw new EnvironmentDamagedException(name, "its native modules cannot be read: " + e.getMessage(), e);
            }
            if (libraries.size() >= MOST_KNOWN) {
                libraries.clear();
            }
            libraries.put(rocks, known);
        }
        return known;
    }
}
