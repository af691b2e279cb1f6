// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extensions.internal.descriptor.Descriptor;
import org.luarium.extensions.internal.descriptor.Source;
import org.luarium.extensions.internal.descriptor.Surroundings;

/** An extension that is described by a configuration. Its jars are where the configuration says. */
record ConfigurationSource(String pid, Map<String, Object> entries, ContainerTypes types) implements Source {
    /** What others add to configurations. */
    private static final List<String> FOREIGN = List.of("service.", "component.", "felix.", "osgi.", ":", ".");

    static ConfigurationSource of(Map<String, Object> properties, ContainerTypes types) {
        Map<String, Object> entries = new TreeMap<>(properties);
        entries.keySet().removeIf(key -> FOREIGN.stream().anyMatch(key::startsWith));
        return new ConfigurationSource(String.valueOf(properties.get("service.pid")), entries, types);
    }

    @Override
    public ExtensionSpec describe(Path folder) throws IOException {
        String name = pid.contains("~") ? pid.substring(pid.indexOf('~') + 1) : pid;
        return Descriptor.spec(entries, name, new Surroundings() {
            @Override
            public Class<?> type(String type) {
                return types.find(type, null);
            }

            @Override
            public Path jar(String text) {
                Path jar;
                try {
                    jar = Path.of(text);
                } catch (InvalidPathException e) {
                    throw new IllegalArgumentException("is no path: " + e.getReason(), e);
                }
                if (!jar.isAbsolute() || !Files.isRegularFile(jar)) {
                    throw new IllegalArgumentException("is no file; write the absolute path of one");
                }
                return jar;
            }

            @Override
            public List<Path> jars() {
                return List.of();
            }
        });
    }
}
