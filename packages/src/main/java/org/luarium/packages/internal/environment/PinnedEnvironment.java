// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.luarium.packages.EnvironmentChangedException;
import org.luarium.packages.EnvironmentDamagedException;
import org.luarium.packages.EnvironmentDialectException;
import org.luarium.packages.InstalledRock;
import org.luarium.vm.EngineInfo;
import org.luarium.vm.spi.ModuleFinder;
import org.luarium.vm.spi.VmPreparation;

/** What a process has of an environment: a generation, which a later one may follow that only adds to it. It may have loaded from each, so it uses all of them until it ends. */
final class PinnedEnvironment implements ModuleFinder {
    private final Environments environments;
    private final String name;
    private final String vm;
    private final EngineInfo engine;
    private int number; // guarded by this; 0 if it has none yet
    private EnvironmentLock lock; // guarded by this

    PinnedEnvironment(Environments environments, String name, String vm, EngineInfo engine) {
        this.environments = environments;
        this.name = name;
        this.vm = vm;
        this.engine = engine;
        lock = EnvironmentLock.empty(engine.dialect());
    }

    /** Gives the current generation to a process that is about to start, and returns it. */
    synchronized Optional<Environments.Opened> begin(VmPreparation preparation) throws IOException {
        Optional<Environments.Opened> opened = environments.open(name, vm, preparation.lasting());
        if (opened.isPresent()) {
            preparation.onClose(opened.get());
            give(opened.get(), preparation);
        }
        return opened;
    }

    /** Goes on with the generations that a process was given by another JVM. */
    synchronized void resume(Path folder, VmPreparation preparation) throws IOException {
        for (Environments.Opened opened : environments.resume(name, vm, folder)) {
            preparation.onClose(opened);
            give(opened, preparation);
        }
    }

    private void give(Environments.Opened opened, VmPreparation preparation) {
        number = opened.number();
        lock = opened.lock();
        preparation.addPath(opened.folder() + "/share/?/init.lua");
        preparation.addPath(opened.folder() + "/share/?.lua");
        preparation.addNativePath(opened.folder() + "/lib/?.so");
    }

    @Override
    public synchronized void find(String module, VmPreparation preparation) {
        if (has(lock, module) || !environments.exists(name)) {
            return;
        }
        try {
            Optional<Environments.Opened> opened = environments.open(name, vm, preparation.lasting());
            if (opened.isEmpty()) {
                return;
            }
            boolean wanted = false;
            try {
                wanted = opened.get().number() > number && has(opened.get().lock(), module);
                if (wanted) {
                    check(module, opened.get());
                }
            } catch (RuntimeException e) {
                opened.get().close();
                throw e;
            }
            if (wanted) {
                preparation.onClose(opened.get());
                give(opened.get(), preparation);
            } else {
                opened.get().close();
            }
        } catch (IOException | UncheckedIOException e) {
            throw new EnvironmentDamagedException(name, "its files cannot be made ready: " + e.getMessage(), e);
        }
    }

    private void check(String module, Environments.Opened opened) {
        EnvironmentLock now = opened.lock();
        if (!now.dialect().equals(engine.dialect())) {
            throw new EnvironmentDialectException(name, now.dialect(), engine.name());
        }
        List<String> changes = new ArrayList<>();
        for (InstalledRock rock : lock.rocks()) {
            Optional<InstalledRock> other = now.find(rock.name());
            if (other.isEmpty()) {
                changes.add(rock + " is gone");
            } else if (!other.get().tree().equals(rock.tree())) {
                changes.add(
                        other.get().version().equals(rock.version())
                                ? rock + " has other files"
                                : rock + " became " + other.get());
            }
        }
        if (!changes.isEmpty()) {
            throw new EnvironmentChangedException(vm, name, module, number, opened.number(), changes);
        }
    }

    private static boolean has(EnvironmentLock lock, String module) {
        return lock.rocks().stream().anyMatch(rock -> rock.modules().contains(module));
    }
}
