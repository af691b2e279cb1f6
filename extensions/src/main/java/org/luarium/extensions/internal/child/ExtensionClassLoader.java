// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.child;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.luarium.extension.spi.ExtensionContext;

/** Loads the classes of an extension: its own, those of the JDK, and what Luarium offers to extensions. Nothing else is there, so that it may have any library in any version. */
final class ExtensionClassLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    ExtensionClassLoader(String name, List<String> classPath) {
        super("extension " + name, urls(classPath), new Offered());
    }

    private static URL[] urls(List<String> classPath) {
        return classPath.stream()
                .map(path -> {
                    try {
                        return Path.of(path).toUri().toURL();
                    } catch (MalformedURLException e) {
                        throw new IllegalArgumentException(path, e);
                    }
                })
                .toArray(URL[]::new);
    }

    /** The JDK, and what Luarium offers. */
    private static final class Offered extends ClassLoader {
        private static final String PACKAGE = ExtensionContext.class.getPackageName() + ".";
        private static final String ROOT = "org.luarium.LuariumException";

        static {
            registerAsParallelCapable();
        }

        Offered() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.equals(ROOT) || name.startsWith(PACKAGE)) {
                return Class.forName(name, false, ExtensionContext.class.getClassLoader());
            }
            throw new ClassNotFoundException(name);
        }
    }
}
