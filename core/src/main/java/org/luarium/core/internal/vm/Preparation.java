// SPDX-License-Identifier: Apache-2.0
package org.luarium.core.internal.vm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luarium.isolate.Confinement;
import org.luarium.vm.HostModule;
import org.luarium.vm.VmConfig;
import org.luarium.vm.spi.ModuleFinder;
import org.luarium.vm.spi.VmCustomizer;
import org.luarium.vm.spi.VmPreparation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects what customizers give to one process, each its part. Thread-safe. */
final class Preparation {
    private static final Logger log = LoggerFactory.getLogger(Preparation.class);

    private final Optional<Path> lasting;
    private final List<Part> parts = new ArrayList<>(); // guarded by this
    private boolean closed; // guarded by this

    /**
     * Creates one that is empty.
     *
     * @param lasting the folder of a persistent VM
     */
    Preparation(Optional<Path> lasting) {
        this.lasting = lasting;
    }

    /** What is done with the part of a customizer. */
    interface Step {
        void perform(VmCustomizer customizer, VmPreparation part);
    }

    /** What one customizer gives. Used by one thread at a time. */
    private static final class Part implements VmPreparation {
        private final VmCustomizer customizer;
        private final Optional<Path> lasting;
        private final List<Path> readable = new ArrayList<>();
        private final List<Path> shared = new ArrayList<>();
        private final List<String> path = new ArrayList<>();
        private final List<String> nativePath = new ArrayList<>();
        private final Map<String, HostModule> modules = new LinkedHashMap<>();
        private final List<AutoCloseable> resources = new ArrayList<>();
        private @Nullable ModuleFinder finder;

        Part(VmCustomizer customizer, Optional<Path> lasting) {
            this.customizer = customizer;
            this.lasting = lasting;
        }

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

        @Override
        public void addShared(Path file) {
            shared.add(file);
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

        @Override
        public void onMissing(ModuleFinder wanted) {
            finder = wanted;
        }

        @Override
        public Optional<Path> lasting() {
            return lasting;
        }

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

    /** Lets a customizer give its part, unless it has already. */
    synchronized void add(VmCustomizer customizer, Step step) {
        if (closed || parts.stream().anyMatch(part -> part.customizer.equals(customizer))) {
            return;
        }
        Part part = new Part(customizer, lasting);
        parts.add(part);
        step.perform(customizer, part);
    }

    /**
     * Asks for a module that may have come.
     *
     * @return whether there are other templates now
     */
    synchronized boolean find(String module) {
        boolean changed = false;
        for (Part part : parts) {
            if (part.finder == null || closed) {
                continue;
            }
            Part more = new Part(part.customizer, lasting);
            try {
                part.finder.find(module, more);
            } catch (RuntimeException e) {
                more.close();
                throw e;
            }
            part.resources.addAll(more.resources);
            part.modules.putAll(more.modules);
            if (!more.path.isEmpty() || !more.nativePath.isEmpty()) {
                part.path.clear();
                part.path.addAll(more.path);
                part.nativePath.clear();
                part.nativePath.addAll(more.nativePath);
                changed = true;
            }
        }
        return changed;
    }

    /** The configuration of a VM with the files that it was given. */
    synchronized VmConfig extend(VmConfig config) {
        if (parts.stream().allMatch(part -> part.readable.isEmpty() && part.shared.isEmpty())) {
            return config;
        }
        Confinement.Builder confinement = config.confinement().toBuilder();
        parts.forEach(part -> part.readable.forEach(confinement::readable));
        parts.forEach(part -> part.shared.forEach(confinement::shared));
        return config.toBuilder().confinement(confinement.build()).build();
    }

    synchronized boolean hasPaths() {
        return parts.stream().anyMatch(part -> !part.path.isEmpty() || !part.nativePath.isEmpty());
    }

    String path() {
        return templates(part -> part.path);
    }

    String nativePath() {
        return templates(part -> part.nativePath);
    }

    /** What was added last comes first. */
    private synchronized String templates(Function<Part, List<String>> kind) {
        List<String> templates = new ArrayList<>();
        parts.forEach(part -> templates.addAll(0, kind.apply(part)));
        return String.join(";", templates);
    }

    synchronized Map<String, HostModule> modules() {
        Map<String, HostModule> modules = new LinkedHashMap<>();
        parts.forEach(part -> modules.putAll(part.modules));
        return modules;
    }

    /** Closes the resources, the last first. */
    synchronized void close() {
        closed = true;
        for (int i = parts.size() - 1; i >= 0; i--) {
            parts.get(i).close();
        }
    }
}
