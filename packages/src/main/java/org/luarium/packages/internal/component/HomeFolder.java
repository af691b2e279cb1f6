// SPDX-License-Identifier: Apache-2.0
package org.luarium.packages.internal.component;

import java.io.File;
import java.nio.file.Path;
import java.time.InstantSource;
import org.luarium.packages.internal.repository.RepositoryFactory;
import org.osgi.framework.BundleContext;

/** The folders of this bundle: below Luarium's home or, where there is none, in the bundle's own storage. */
final class HomeFolder {
    private HomeFolder() {}

    static Path environments(BundleContext context) {
        return of(context, "environments");
    }

    static Path repositories(BundleContext context) {
        return of(context, "repositories");
    }

    private static Path of(BundleContext context, String name) {
        String home = context.getProperty("luarium.home");
        if (home != null) {
            return Path.of(home).toAbsolutePath().resolve(name);
        }
        File storage = context.getDataFile(name);
        if (storage == null) {
            throw new IllegalStateException("this container gives bundles no storage; set the property luarium.home");
        }
        return storage.toPath().toAbsolutePath();
    }

    static RepositoryFactory factory(BundleContext context) {
        Path folder = repositories(context);
        return new RepositoryFactory(
                folder.resolve("copies"), folder.resolve("seen"), Manifests::read, InstantSource.system());
    }
}
