// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.install;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.luarium.isolate.Confinement;
import org.luarium.isolate.Profile;
import org.luarium.packages.Dependency;
import org.luarium.packages.Environment;
import org.luarium.packages.EnvironmentAlreadyExistsException;
import org.luarium.packages.EnvironmentChange;
import org.luarium.packages.EnvironmentGeneration;
import org.luarium.packages.EnvironmentInfo;
import org.luarium.packages.EnvironmentManager;
import org.luarium.packages.EnvironmentNotFoundException;
import org.luarium.packages.InstallListener;
import org.luarium.packages.InvalidLockException;
import org.luarium.packages.internal.environment.EnvironmentLock;
import org.luarium.packages.internal.environment.Environments;
import org.luarium.packages.internal.environment.LockText;
import org.luarium.packages.internal.environment.ModuleCheck;
import org.luarium.store.Retention;
import org.luarium.vm.LuaNotFoundException;

/** The environments of a home, as others see them. */
public final class ManagedEnvironments implements EnvironmentManager {
    private static final Pattern DIALECT = Pattern.compile("5\\.[1-4]");

    private final Environments environments;
    private final Installer installer;
    private final ModuleCheck modules;
    private final Supplier<String> defaultDialect;

    ManagedEnvironments(
            Environments environments, Installer installer, ModuleCheck modules, Supplier<String> defaultDialect) {
        this.environments = environments;
        this.installer = installer;
        this.modules = modules;
        this.defaultDialect = defaultDialect;
    }

    @Override
    public Environment create(String name, String dialect, Profile profile) {
        String chosen = dialect(dialect);
        return environments.exclusively(name, () -> {
            if (environments.find(name).isPresent()) {
                throw new EnvironmentAlreadyExistsException(name);
            }
            boolean nativeModules = Confinement.of(profile).nativeModules();
            return environments.commit(
                    name,
                    new EnvironmentLock(chosen, nativeModules, List.of(), List.of()),
                    "create",
                    (environment, lock, folder) -> {});
        });
    }

    /** The Lua of an environment for which somebody wants one; empty for that of the default engine. */
    public String dialect(String wanted) {
        String chosen = wanted.isEmpty() ? defaultDialect.get() : wanted;
        if (!DIALECT.matcher(chosen).matches()) {
            throw new IllegalArgumentException("'" + wanted + "' is no Lua; there are 5.1, 5.2, 5.3 and 5.4");
        }
        return chosen;
    }

    /** Makes an environment with rocks in its first generation. */
    public EnvironmentChange create(
            String name, String dialect, List<Dependency> requests, String note, InstallListener listener) {
        String chosen = dialect(dialect);
        return environments.exclusively(name, () -> {
            if (environments.find(name).isPresent()) {
                throw new EnvironmentAlreadyExistsException(name);
            }
            return installer.install(
                    name, new Installer.Wish(EnvironmentLock.empty(chosen), requests, Set.of(), note, listener));
        });
    }

    @Override
    public Environment restore(String name, String lock, InstallListener listener) {
        EnvironmentLock wanted = LockText.read(lock);
        return environments.exclusively(name, () -> {
            EnvironmentLock before =
                    environments.currentLock(name).orElseGet(() -> EnvironmentLock.empty(wanted.dialect()));
            if (!before.dialect().equals(wanted.dialect())) {
                throw new InvalidLockException(
                        "it is for Lua " + wanted.dialect() + ", and environment " + name + " is for Lua "
                                + before.dialect(),
                        null);
            }
            return installer
                    .restore(name, before, restored(name, before, wanted), listener)
                    .environment();
        });
    }

    /** What an environment takes is decided when it is made; one that is made for a lock is what the lock says. */
    private EnvironmentLock restored(String name, EnvironmentLock before, EnvironmentLock wanted) {
        return environments.find(name).isPresent() ? before.with(wanted.requests(), wanted.rocks()) : wanted;
    }

    @Override
    public Optional<Environment> find(String name) {
        return environments.find(name);
    }

    @Override
    public List<Environment> list() {
        return environments.list();
    }

    @Override
    public List<EnvironmentGeneration> generations(String name) {
        return environments.generations(name);
    }

    @Override
    public EnvironmentInfo info(String name) {
        return environments.info(name);
    }

    @Override
    public void export(String name, Path folder) {
        boolean unused = environments.exclusively(name, () -> {
            environments.export(name, folder);
            return true;
        });
    }

    @Override
    public Environment rollback(String name) {
        return environments.exclusively(name, () -> environments.rollback(name));
    }

    @Override
    public Environment switchTo(String name, int generation) {
        return environments.exclusively(name, () -> environments.switchTo(name, generation));
    }

    @Override
    public List<Integer> prune(String name, Retention retention) {
        return environments.exclusively(name, () -> environments.prune(name, retention));
    }

    @Override
    public void removeGeneration(String name, int generation) {
        boolean unused = environments.exclusively(name, () -> {
            environments.remove(name, generation);
            return true;
        });
    }

    @Override
    public void delete(String name) {
        boolean unused = environments.exclusively(name, () -> {
            environments.delete(name);
            return true;
        });
    }

    @Override
    public String lock(String name) {
        return environments
                .currentLock(name)
                .map(LockText::write)
                .orElseThrow(() -> new EnvironmentNotFoundException(name));
    }

    @Override
    public List<String> verify(String name) {
        return environments.exclusively(name, () -> {
            List<String> problems = environments.verify(name);
            return problems.isEmpty() ? unloadable(name) : problems;
        });
    }

    private List<String> unloadable(String name) {
        EnvironmentLock lock = environments.currentLock(name).orElseThrow(() -> new EnvironmentNotFoundException(name));
        try {
            return modules.load(name, lock, environments.get(name).folder()).stream()
                    .map(ModuleCheck.Failure::toString)
                    .toList();
        } catch (LuaNotFoundException e) {
            return List.of("its modules cannot be loaded: " + e.getMessage());
        }
    }
}
