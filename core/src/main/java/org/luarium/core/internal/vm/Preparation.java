// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.luarium.isolate.Confinement;
import org.luarium.vm.HostModule;
import org.luarium.vm.VmConfig;
import org.luarium.vm.spi.VmPreparation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects what customizers give to one process. */
final class Preparation implements VmPreparation {
    private static final Logger log = LoggerFactory.getLogger(Preparation.class);

    private final List<Path> readable = new ArrayList<>();
    private final List<String> path = new ArrayList<>();
    private final List<String> nativePath = new ArrayList<>();
    private final Map<String, HostModule> modules = new LinkedHashMap<>();
    private final List<AutoCloseable> resources = new ArrayList<>();

    @Override
    public void addPath(String template) {
        path.add(0, template);
    }

    @Override
    public void addNativePath(String template) {
        nativePath.add(0, template);
    }

    @Override
    public void addReadable(Path file) {
        readable.add(file);
    }

    /** The configuration of a VM with the files that it was given. */
    VmConfig extend(VmConfig config) {
        if (readable.isEmpty()) {
            return config;
        }
        Confinement.Builder confinement = config.confinement().toBuilder();
        readable.forEach(confinement::readable);
        return config.toBuilder().confinement(confinement.build()).build();
    }

    @Override
    public void provide(String module, HostModule functions) {
        ModuleNames.check(module);
        modules.put(module, functions);
    }

    @Override
    public void onClose(AutoCloseable resource) {
        resources.add(resource);
    }

    boolean hasPaths() {
        return !path.isEmpty() || !nativePath.isEmpty();
    }

    String path() {
        return String.join(";", path);
    }

    String nativePath() {
        return String.join(";", nativePath);
    }

    Map<String, HostModule> modules() {
        return modules;
    }

    /** Closes the resources, the last first. */
    void close() {
        for (int i = resources.size() - 1; i >= 0; i--) {
            try {
                resources.get(i).close();
            } catch (Exception e) {
                log.warn("A resource of a VM could not be closed", e);
            }
        }
        resources.clear();
    }
}
