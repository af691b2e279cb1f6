// SPDX-License-Identifier: Apache-2.0
package org.luarium.extensions.internal.component;

import java.io.File;
import java.nio.file.Path;
import org.osgi.framework.BundleContext;

/** The folders of this bundle: below those of Luarium or, where there are none, in the bundle's own storage. */
final class ExtensionFolders {
    private ExtensionFolders() {}

    /** Lasting. */
    static Path home(BundleContext context, String name) {
        return of(context, "luarium.home", name);
    }

    /** Of this run. */
    static Path run(BundleContext context, String name) {
        return of(context, "luarium.run", name);
    }

    private static Path of(BundleContext context, String property, String name) {
        String folder = context.getProperty(property);
        if (folder != null) {
            return Path.of(folder).toAbsolutePath().resolve(name);
        }
        File storage = context.getDataFile(property);
        if (storage == null) {
            throw new IllegalStateException("this container gives bundles no storage; set the property " + property);
        }
        return storage.toPath().toAbsolutePath().resolve(name);
    }
}
