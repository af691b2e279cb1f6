// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.rockspec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a rock is built. Paths are relative and stay inside the sources.
 *
 * @param launchers whether its programs in Lua are to be started with the modules of an environment
 * @param recipe for build types that leave it to others
 */
public record BuildSpec(
        String type,
        SortedMap<String, Module> modules,
        SortedMap<String, List<Item>> install,
        List<String> copyDirectories,
        SortedMap<String, String> patches,
        boolean launchers,
        Recipe recipe) {
    public BuildSpec {
        modules = Collections.unmodifiableSortedMap(new TreeMap<>(modules));
        install = Collections.unmodifiableSortedMap(new TreeMap<>(install));
        copyDirectories = List.copyOf(copyDirectories);
        patches = Collections.unmodifiableSortedMap(new TreeMap<>(patches));
    }

    /** A module: one file of Lua, or sources of C and how to compile them. */
    public record Module(
            List<String> sources,
            List<String> libraries,
            List<String> defines,
            List<String> includes,
            List<String> libraryFolders) {
        public Module {
            sources = List.copyOf(sources);
            libraries = List.copyOf(libraries);
            defines = List.copyOf(defines);
            includes = List.copyOf(includes);
            libraryFolders = List.copyOf(libraryFolders);
        }

        public boolean isNative() {
            return sources.size() != 1 || !sources.get(0).endsWith(".lua");
        }

        private Map<String, Object> toConfig() {
            return Map.of(
                    "sources", sources,
                    "libraries", libraries,
                    "defines", defines,
                    "includes", includes,
                    "libraryFolders", libraryFolders);
        }
    }

    /** A file to install, under a name; under its own if that is empty. */
    public record Item(String name, String source) {}

    public boolean hasNative() {
        return modules.values().stream().anyMatch(Module::isNative);
    }

    /** All of it, for the name of a derivation. */
    public SortedMap<String, Object> toConfig() {
        SortedMap<String, Object> moduleMap = new TreeMap<>();
        modules.forEach((name, module) -> moduleMap.put(name, module.toConfig()));
        SortedMap<String, Object> installMap = new TreeMap<>();
        install.forEach((kind, items) -> {
            List<Object> list = new ArrayList<>();
            items.forEach(item -> list.add(List.of(item.name(), item.source())));
            installMap.put(kind, list);
        });
        SortedMap<String, Object> config = new TreeMap<>();
        config.put("type", type);
        config.put("modules", moduleMap);
        config.put("install", installMap);
        config.put("copyDirectories", copyDirectories);
        config.put("patches", patches);
        config.put("launchers", launchers);
        config.put("recipe", recipe.toConfig());
        return config;
    }
}
