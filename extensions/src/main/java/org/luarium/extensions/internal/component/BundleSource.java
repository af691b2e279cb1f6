// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.component;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.luarium.extension.ExtensionSpec;
import org.luarium.extensions.internal.descriptor.Descriptor;
import org.luarium.extensions.internal.descriptor.Source;
import org.luarium.extensions.internal.descriptor.Surroundings;
import org.osgi.framework.Bundle;

/** An extension that a bundle describes and brings. */
record BundleSource(Bundle bundle, String file, ContainerTypes types) implements Source {
    private static final Pattern FILE = Pattern.compile("/?[^/\\\\:*?]+(/[^/\\\\:*?]+)*");

    @Override
    public ExtensionSpec describe(Path folder) throws IOException {
        URL descriptor = entry(file);
        if (descriptor == null) {
            throw new IllegalArgumentException(
                    "it has no file " + file + ", which its header " + ExtensionBundlesComponent.HEADER + " names");
        }
        Map<String, Object> entries;
        try (InputStream in = descriptor.openStream()) {
            entries = Descriptor.read(in);
        }
        return Descriptor.spec(entries, name(), new Surroundings() {
            private int copied;

            @Override
            public Class<?> type(String name) {
                return types.find(name, bundle);
            }

            @Override
            public Path jar(String text) throws IOException {
                URL jar = entry(text);
                if (jar == null || text.endsWith("/")) {
                    throw new IllegalArgumentException("is no file of bundle " + bundle + "; write the path of one");
                }
                Path target = Files.createDirectories(folder.resolve(Integer.toString(copied++)))
                        .resolve(text.substring(text.lastIndexOf('/') + 1));
                try (InputStream in = jar.openStream()) {
                    Files.copy(in, target);
                }
                return target;
            }

            @Override
            public List<Path> jars() {
                return List.of();
            }
        });
    }

    private @Nullable URL entry(String path) {
        return FILE.matcher(path).matches() && !List.of(path.split("/")).contains("..") ? bundle.getEntry(path) : null;
    }

    private String name() {
        String last = file.substring(file.lastIndexOf('/') + 1);
        return last.endsWith(".properties") ? last.substring(0, last.length() - ".properties".length()) : last;
    }
}
