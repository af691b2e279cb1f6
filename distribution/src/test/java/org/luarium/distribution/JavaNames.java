// SPDX-License-Identifier: Apache-2.0
package org.luarium.distribution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The public names of the API bundle as a document writes them: {@code Type}, {@code Type.member} or {@code Type.method(…)}. */
final class JavaNames {
    private final Map<String, Class<?>> types = new HashMap<>();

    JavaNames(Path api) throws IOException {
        try (JarFile jar = new JarFile(api.toFile())) {
            List<String> names = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .toList();
            for (String name : names) {
                add(name);
            }
        }
        for (Class<?> type : List.of(
                AutoCloseable.class,
                IllegalArgumentException.class,
                java.util.concurrent.CompletableFuture.class,
                java.util.concurrent.TimeoutException.class)) {
            types.put(type.getSimpleName(), type);
        }
    }

    private void add(String name) {
        try {
            Class<?> type = Class.forName(name, false, getClass().getClassLoader());
            types.put(name.substring(name.lastIndexOf('.') + 1).replace('$', '.'), type);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the API on the class path is not that of the bundle", e);
        }
    }

    boolean knows(String written) {
        String name = written.replaceFirst("\\(.*\\)$", "");
        boolean call = name.length() < written.length();
        Class<?> type = types.get(name);
        int dot = name.lastIndexOf('.');
        if (type != null) {
            return !call;
        }
        Class<?> owner = dot < 0 ? null : types.get(name.substring(0, dot));
        if (owner == null) {
            return false;
        }
        String member = name.substring(dot + 1);
        boolean method =
                Arrays.stream(owner.getMethods()).anyMatch(m -> m.getName().equals(member));
        boolean field = Stream.of(owner.getFields()).anyMatch(f -> f.getName().equals(member));
        return method || (field && !call);
    }
}
