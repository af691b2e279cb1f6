// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.component;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.luarium.isolate.Profile;
import org.luarium.packages.Environment;
import org.luarium.packages.EnvironmentGeneration;
import org.luarium.packages.EnvironmentInfo;
import org.luarium.packages.EnvironmentManager;
import org.luarium.packages.InstallListener;
import org.luarium.store.Retention;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The environments of a home. */
@Component(service = EnvironmentManager.class)
public final class EnvironmentManagerComponent implements EnvironmentManager {
    private final EnvironmentManager environments;

    @Activate
    public EnvironmentManagerComponent(@Reference PackagesComponent packages) {
        environments = packages.home().environments();
    }

    @Override
    public Environment create(String name, String dialect, Profile profile) {
        return environments.create(name, dialect, profile);
    }

    @Override
    public Environment restore(String name, String lock, InstallListener listener) {
        return environments.restore(name, lock, listener);
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
        environments.export(name, folder);
    }

    @Override
    public Environment rollback(String name) {
        return environments.rollback(name);
    }

    @Override
    public Environment switchTo(String name, int generation) {
        return environments.switchTo(name, generation);
    }

    @Override
    public List<Integer> prune(String name, Retention retention) {
        return environments.prune(name, retention);
    }

    @Override
    public void removeGeneration(String name, int generation) {
        environments.removeGeneration(name, generation);
    }

    @Override
    public void delete(String name) {
        environments.delete(name);
    }

    @Override
    public String lock(String name) {
        return environments.lock(name);
    }

    @Override
    public List<String> verify(String name) {
        return environments.verify(name);
    }
}
